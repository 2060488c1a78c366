"""The tool that tells how the cluster of nodes is."""
