"""Small tables in HTML: how an object shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def html_table(caption: str, rows: Iterable[Sequence[str]], columns: Sequence[str] = ()) -> str:
    """Return a table that a screen reader can follow: a caption, and a heading for each row.

    Parameters
    ----------
    caption : str
        What the table shows.
    rows : iterable of sequence of str
        The cells as text, escaped here; the first of each row is its heading.
    columns : sequence of str
        The headings of the columns, where the table has them.

    Examples
    --------
    >>> html_table("People <2025>", [("Total", "41,472")])
    '<table><caption>People &lt;2025&gt;</caption>...<th scope="row">Total</th><td>41,472</td>...'
    """
    from html import escape as escaped  # with its table of letters, which no command needs

    from .errors import printable

    def escape(text: str) -> str:
        return escaped(printable(text))

    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption>"
        + (f"<thead><tr>{head}</tr></thead>" if head else "")
        + f"<tbody>{body}</tbody></table>"
    )
