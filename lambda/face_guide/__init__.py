"""Face Guide: a hands-free guide to facial twitching.

The core is the modules errors, turn, context, state, rules, triage, questions, dialog,
handlers, prompts, speech and guide: the standard library alone, no Alexa and no HTTP.
The edges are the folders alexa and web.

A turn enters at `guide.Guide.respond`.
Danger is decided in `dialog.respond`, before any handler replies: `context` finds the
warning signs that were named, `triage` the rule that is met. A yes or a doubt about
danger is raised by `handlers.red_flags.escalate`.
Words live in `content/` and are compiled to `data/`; `prompts` reads them, and `speech`
says acts in them.
"""
