"""nginx: two files to include, one in ``http {}`` and one in the brand's ``server {}``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whitelabel.render.edge.rules import PLAIN, Hours, Lock, Rules
from whitelabel.render.edge.words import (
    below,
    calendars,
    checked,
    ends_open,
    heading,
    languages,
    lasting,
    of_what,
    turns,
)

OUTPUTS = ("edge/nginx/http.conf", "edge/nginx/server.conf")


def emit(told: Rules) -> tuple[str, str]:
    """The files for ``http {}`` and for ``server {}``.

    Source:
        nginx documentation: ngx_http_map_module, "map", "volatile"; ngx_http_rewrite_module, "if", "return";
        ngx_http_core_module, "error_page". Rewrite directives of the server run before its locations are asked, and
        again after every internal redirect; so all maps are volatile, and the page for refused visitors is let out.
    """
    return "".join(_http(told)), "".join(_server(told))


def _name(told: Rules, part: str) -> str:
    return f"$lock_{told.slug.replace('-', '_')}_{part}"


def _http(told: Rules) -> Iterator[str]:
    yield f"""# {heading(told)}: include this file in http {{}}, and server.conf beside it in the brand's server {{}}.
#
# What it can do: tell countries and regions apart, and shut at the end of the last day of each grant.
# What it can't: know where a visitor is. It believes $visitor_country (ISO 3166-1, "RU") and $visitor_region (what stands
# behind the hyphen in ISO 3166-2, "MOW", the finest that is known; or nothing), which you have to define; who isn't placed
# is refused. With ngx_http_geoip2_module:
#
#     geoip2 /var/lib/GeoIP/GeoLite2-City.mmdb {{
#         $visitor_country country iso_code;
#         $visitor_region_1 subdivisions 0 iso_code;
#         $visitor_region_2 subdivisions 1 iso_code;
#     }}
#     map $visitor_region_2 $visitor_region {{ "" $visitor_region_1; default $visitor_region_2; }}
#
# With a database of countries alone:
#
#     map "" $visitor_region {{ default ""; }}
#
# Behind a proxy, let ngx_http_realip_module find the visitor's address, with set_real_ip_from for that proxy alone. Never
# take a place from a header that a visitor can send.
#
# For many brands in one nginx raise variables_hash_max_size, as it asks at its start.
#
# {lasting(told)}

"""
    yield from _now(told)
    for number, lock in enumerate(told.locks, 1):
        yield from _places(told, number, lock, calendars(told))
    yield from _which(told)
    yield from _verdict(told)


def _map(source: str, target: str, lines: Iterator[tuple[str, str]] | list[tuple[str, str]], default: str) -> str:
    rows = "".join(f"    {key} {value};\n" for key, value in lines)
    return f"map {source} {target} {{\n    volatile;\n    default {default};\n{rows}}}\n\n"


def _now(told: Rules) -> Iterator[str]:
    for hours, name in calendars(told).items():
        yield f"# {name}: {_shown(hours)}\n"
        rows = [(f'"~^{below(second)}[.]"', "1" if is_open else "0") for second, is_open in turns(hours)]
        if ends_open(hours):
            rows.append(('"~^[0-9]+[.]"', "1"))
        yield _map("$msec", _name(told, name), rows, "0")


def _shown(hours: Hours) -> str:
    parts = [
        (f"from second {start}" if start else "")
        + (" " if start and end else "")
        + (f"before second {end}" if end else "")
        for start, end in hours
    ]
    return (", ".join(part for part in parts if part) or "always") + " (of POSIX time)"


def _places(told: Rules, number: int, lock: Lock, names: Mapping[Hours, str]) -> Iterator[str]:
    country, region, place = (_name(told, f"{part}_{number}") for part in ("country", "region", "place"))
    yield f"# Where {of_what(lock)} are open, and when.\n"
    yield _map("$visitor_country", country, [(code, names[hours]) for code, hours in lock.countries.items()], "never")
    rows = [(code, names.get(hours, "never")) for code, hours in lock.regions.items()]
    yield _map('"$visitor_country-$visitor_region"', region, rows, '""')
    yield _map(region, place, [('""', country)], region)


def _which(told: Rules) -> Iterator[str]:
    yield "# Under which lock an address is: its folder with all below, whatever the case and the number of slashes.\n"
    rows: list[tuple[str, str]] = []
    for door in told.doors:
        rows.append((f'"~*^{_steps(door.folder)}(?:/|$)"', f"{door.lock + 1}"))
        for path in door.also:
            steps = "" if path == "/" else _steps(path)
            rows.append((f'"~*^{steps}(?:/+index(?:[.]html)?)?/*$"', f"{door.lock + 1}"))
    yield _map("$uri", _name(told, "of"), rows, '""')


def _steps(path: str) -> str:
    return "".join(f"/+{step.replace('.', '[.]')}" for step in checked(path).strip("/").split("/"))


def _verdict(told: Rules) -> Iterator[str]:
    place, now, refused = (_name(told, part) for part in ("place", "now", "refused"))
    of = _name(told, "of")
    locks = range(1, len(told.locks) + 1)
    yield _map(of, place, [(str(number), _name(told, f"place_{number}")) for number in locks], "never")
    yield _map(place, now, [(name, _name(told, name)) for name in calendars(told).values()], "0")
    yield _map(f'"{of}:{now}"', refused, [('"~^:"', "0"), ('"~:1$"', "0")], "1")
    yield "# No cache between this server and its visitors may keep what is shown to one for another.\n"
    rows = [('"~^451:"', "no-store"), ('"~:$"', '""')]
    yield _map(f'"$status:{of}"', _name(told, "cache"), rows, '"private, no-cache"')
    if told.pages:
        yield "# What a refused visitor sees, in a language of his own.\n"
        rows = [(f'"~*{wish}"', told.pages[tag]) for wish, tag in languages(told.locales)]
        yield _map("$http_accept_language", _name(told, "page"), rows, told.pages[told.locales[0]])


def _server(told: Rules) -> Iterator[str]:
    refused, cache = _name(told, "refused"), _name(told, "cache")
    yield f"""# {heading(told)}: include this file in the brand's server {{}}; http.conf beside it has to be included in http {{}}.
#
# It comes before all locations; put it below rewrites of the server's own. A location that has an add_header of its own
# needs this one once more.

add_header Cache-Control {cache} always;

"""
    if told.pages:
        yield f"error_page 451 {_name(told, 'page')};\n\nif ({refused}) {{\n    return 451;\n}}\n"
    else:
        yield f'if ({refused}) {{\n    return 451 "{PLAIN.strip()}\\n";\n}}\n'
