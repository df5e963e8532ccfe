"""What lies beside bundles when all of them are published: archives of the forms that were asked for, and the list of digests."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping

from whitelabel.disk.files import ARCHIVES
from whitelabel.disk.publish import Publisher, archive_look, read_bundle_file
from whitelabel.disk.sums import NAME as SUMS
from whitelabel.disk.sums import sums
from whitelabel.outcome import BrandOutcome
from whitelabel.package.order import FORMS, Order


def put_right(publisher: Publisher, order: Order, known: Mapping[str, str], outcomes: Collection[BrandOutcome]) -> None:
    """Take away archives that nothing tells of any more, and list all that is left.

    Args:
        publisher: What all else was published by.
        order: What was asked of archives.
        known: Digests of files beside the archives of brands that weren't asked for, by name.
        outcomes: What came of each brand.

    Raises:
        OSError: A file can't be read or written.
    """
    # Of the same names and versions, in forms that weren't asked for any more.
    others = [form for form in FORMS if form not in order.forms]
    for one in outcomes:
        for form in others if one.artifacts else ():
            name = one.artifacts[0][0].removesuffix(order.forms[0]) + form
            with contextlib.suppress(FileNotFoundError):
                (publisher.out / ARCHIVES / name).unlink()
    made = {name: sha256 for one in outcomes for name, sha256 in one.artifacts}
    data, name = sums(publisher.out, {**known, **made}), f"{ARCHIVES}/{SUMS}"
    seen = archive_look(publisher.out, SUMS)
    standing = read_bundle_file(publisher.out, ARCHIVES, SUMS)
    if standing == data:
        publisher.looks[name] = seen
    elif data or standing is not None:
        publisher.publish([publisher.write_file(name, data)])
