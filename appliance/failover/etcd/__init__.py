"""Leadership by etcd 3.4 and newer: a key under a lease, its create-revision as fencing token."""
