"""Results of tests and coverage: read from their usual formats, summed up, written. Pure.

`runs/` holds test results, `coverage/` coverage. Readers take bytes or JSON values of strangers:
whatever they are, a reader ends soon, with what it understood or with an InvalidArgument of one
line that names the argument. Writers return text in which nothing of the data is markup.
"""
