"""Tests of the local speaker."""
