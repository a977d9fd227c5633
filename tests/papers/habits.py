"""What is to be found in the papers of `habits_of_files` and `habits_of_text`."""


def roundtable(code, title, outcomes="", qs=(), sessions=()):
    """A roundtable as a person reads it: code, title, expected outcomes, questions, codes of sessions."""
    return code, title, outcomes, list(qs), list(sessions)


def keeper(papers: dict):
    """What keeps a paper and what is to be found in it under a name."""

    def paper(name: str):
        def keep(write):
            papers[name] = write()
            return write

        return keep

    return paper
