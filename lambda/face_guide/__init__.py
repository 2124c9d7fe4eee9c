"""Face Guide: a hands-free guide to facial twitching.

The guide itself (turn, state, triage, check, handlers, dialogue, content, speech, guide) is plain
standard-library Python and knows nothing of Alexa. Its edges are alexa, skill, webservice and verification.
"""
