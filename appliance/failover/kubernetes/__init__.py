"""Leadership by a Lease of the Kubernetes cluster in which the nodes are pods."""
