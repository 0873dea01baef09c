"""The evidence ledger: what plans ask for, what was done, what is counted. Pure functions of a site and its day.

    demand ─▶ evidence ─▶ slots ─▶ due   what a task asks for, what proves it, which slots it fills, how it stands
    items  ─▶ counts ─▶ reconcile        what happened, each once; counts of it; declared figures beside them
                       └▶ quotes         figures that texts quote by reference

Knows nothing of files, pages or MkDocs; `workdays` and `closing` are the calendar and the periods closed.
"""
