"""The speaker's page in headless Chromium, with the speaker as a program of its own."""
