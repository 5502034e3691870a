"""The local live page and the HTTP API."""
