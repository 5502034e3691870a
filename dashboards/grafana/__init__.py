"""Grafana as code: tables of panels go in, dashboards in two languages and alert rules come out."""
