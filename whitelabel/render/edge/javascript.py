"""The lock as a piece of JavaScript, for functions that run at a host's edge: its data, and who may enter."""

from __future__ import annotations

import json
from typing import Any

from whitelabel.render.edge.rules import PLAIN, Rules
from whitelabel.render.edge.words import calendars, checked


def data(told: Rules) -> str:
    """The lock as a constant."""
    names = calendars(told)
    values: dict[str, Any] = {
        "hours": {name: hours for hours, name in names.items()},
        "locks": [
            {
                "countries": {code: names[hours] for code, hours in lock.countries.items()},
                "regions": {code: names.get(hours, "never") for code, hours in lock.regions.items()},
            }
            for lock in told.locks
        ],
        "folders": {checked(door.folder).lower(): door.lock for door in told.doors},
        "files": {checked(path).lower(): door.lock for door in told.doors for path in door.also},
        # The default language first: that is what is left where no other is wanted.
        "pages": {tag: checked(told.pages[tag]).removesuffix("index.html") for tag in told.locales if told.pages},
    }
    return f"const LOCK = {json.dumps(values, indent=1)};\n"


CORE = """
// Which lock an address is under: its number, or none. Whatever a host may read out of the address is undone first.
function lockOf(address) {
  let path = new URL(address).pathname;
  for (let before = ""; before !== path; ) {
    before = path;
    path = path.replace(/%([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
  }
  const steps = [];
  for (const step of path.toLowerCase().split(/[/\\\\]+/)) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  const folder = LOCK.folders["/" + steps.slice(0, 2).join("/")];
  if (folder !== undefined) return folder;
  if (/^index(\\.html)?$/.test(steps.at(-1) ?? "")) steps.pop();
  return LOCK.files["/" + steps.join("/")];
}

// Whether a visitor may enter now.
function mayEnter(lock, country, region) {
  if (!/^[A-Z]{2}$/.test(country ?? "")) return false;
  const { countries, regions } = LOCK.locks[lock];
  const code = country + "-" + String(region ?? "").replace(new RegExp("^" + country + "-"), "");
  const name = Object.hasOwn(regions, code) ? regions[code] : Object.hasOwn(countries, country) ? countries[country] : "never";
  const now = Date.now() / 1000;
  return (Object.hasOwn(LOCK.hours, name) ? LOCK.hours[name] : []).some(
    ([start, end]) => start <= now && (end === null || now < end),
  );
}

// The page for refused visitors in a language of theirs.
function pageFor(languages) {
  const tags = Object.keys(LOCK.pages);
  const wishes = (languages ?? "")
    .split(",")
    .map((part) => {
      const [tag, ...rest] = part.trim().toLowerCase().split(";");
      const weight = rest.map((one) => /^\\s*q\\s*=\\s*([0-9.]+)\\s*$/.exec(one)?.[1]).find((one) => one !== undefined);
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter((wish) => wish.weight > 0)
    .sort((one, other) => other.weight - one.weight);
  for (const { tag } of wishes) {
    const speaks = (own) => own.toLowerCase().split("-")[0] === tag.split("-")[0];
    const found = tags.find((own) => own.toLowerCase() === tag) ?? tags.find(speaks);
    if (found !== undefined) return LOCK.pages[found];
  }
  return LOCK.pages[tags[0]];
}

// What a refused visitor is told: the brand's page, or a few words where it can't be had.
async function refusal(request, fetchPage) {
  const headers = { "cache-control": "no-store", "content-type": "text/plain; charset=utf-8" };
  let body = PLAIN;
  try {
    const page = pageFor(request.headers.get("accept-language"));
    const found = page === undefined ? undefined : await fetchPage(new URL(page, request.url));
    if (found?.status === 200) {
      body = await found.text();
      headers["content-type"] = "text/html; charset=utf-8";
    }
  } catch {
    body = PLAIN;
  }
  return new Response(request.method === "HEAD" ? null : body, { status: 451, headers });
}

// Whether a request may pass; whatever fails is refused.
function passes(request, country, region) {
  try {
    const lock = lockOf(request.url);
    return lock === undefined || mayEnter(lock, country, region);
  } catch {
    return false;
  }
}
""".replace("PLAIN", json.dumps(PLAIN))
"""What decides; ``LOCK`` stands before it."""
