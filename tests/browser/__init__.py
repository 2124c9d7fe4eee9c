"""Tests of the speaker's page in a real browser: headless Chromium against the speaker as a program of its own."""
