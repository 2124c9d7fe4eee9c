"""Figures beside the SDK's own hello-world skill; none of it is a test."""
