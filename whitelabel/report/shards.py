"""Brands shared out among CI jobs, so that all of these take about as long."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from whitelabel.report.matrix import Job, Shard


def share_out(jobs: Sequence[Job], most: int) -> tuple[Shard, ...]:
    """Give each brand, the dearest first, to the shard that has least to do.

    No shard costs more than the mean and the dearest brand together. The same jobs give the same shards, whatever their order.

    Args:
        jobs: One a brand.
        most: How many shards there may be; none is empty.

    Source:
        R. L. Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 17 (1969), for its evenness.
    """
    count = min(most, len(jobs))
    shares: list[list[Job]] = [[] for _ in range(count)]
    waiting = [(0, number) for number in range(count)]
    for job in sorted(jobs, key=lambda job: (-job.cost, job.brand)):
        spent, number = heapq.heappop(waiting)
        shares[number].append(job)
        heapq.heappush(waiting, (spent + job.cost, number))
    return tuple(
        Shard(
            share[0].brand if len(share) == 1 else f"{number}-of-{count}",
            tuple(sorted(share, key=lambda job: job.brand)),
        )
        for number, share in enumerate(shares, 1)
    )
