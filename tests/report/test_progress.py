"""The line that tells how far the work is."""

from __future__ import annotations

import io

import pytest

from whitelabel.report import progress


def test_work_that_is_done_at_once_draws_nothing() -> None:
    stream = io.StringIO()

    with progress.Bar(stream, "building", 80) as bar:
        bar(1, 2, "acme")
        bar(2, 2, "zeta")

    assert stream.getvalue() == ""


def test_the_line_fits_the_terminal_and_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "WAIT", 0.0)
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    stream = io.StringIO()

    with progress.Bar(stream, "building", 45) as bar:
        bar(0, 0, "")
        bar(5, 12, "acme")
        bar(12, 12, "a-very-long-slug")

    assert stream.getvalue() == (
        "\r\x1b[2Kbuilding ━━━━━━━━━━──────────────  5/12 acme"
        "\r\x1b[2Kbuilding ━━━━━━━━━━━━━━━━━━━━━━━━ 12/12 a-ve"
        "\r\x1b[2K"
    )
