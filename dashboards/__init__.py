"""What people look at: the local board, and dashboards as code."""
