"""What tells of the machine that built is found, and what any site may say is not."""

from __future__ import annotations

import base64
import dataclasses
import io
import tarfile

import pytest

from tests.verify.market import outside, owned, said
from whitelabel.model import Allowance, Machine, Purity
from whitelabel.problem import Span, show
from whitelabel.verify.machine import Traces

HERE = Machine(
    (("the project's folder", "/srv/deals/shop"), ("the home folder", "/data/annab"), ("the home folder", "/root")),
    "annabel",
    "forge-17.corp.example",
    (("CI_API_TOKEN", "s3cr3t-Value-99"), ("PATH", "/usr/bin:/bin"), ("EDITOR_KEY_BINDINGS", "vim")),
)
PATHS = {
    "Linux": ("/home/bob/work/shop/src/a.js", "/home/bob/work/shop/src/a.js"),
    "a file in a home": ("x /home/bob/logo.svg y", "/home/bob/logo.svg"),
    "macOS": ('"/Users/bob/shop/src/a.js"', "/Users/bob/shop/src/a.js"),
    "Windows": (r"C:\Users\bob\shop", r"C:\Users\bob\shop"),
    "Windows in data": (r'"C:\\Users\\bob\\shop"', r"C:\\Users\\bob\\shop"),
    "Windows with other slashes": ("c:/Users/bob/shop", "c:/Users/bob/shop"),
    "root": ("at /root/shop/src/a.js", "/root/shop/src/a.js"),
    "GitLab": ("/builds/group/shop/src/a.js", "/builds/group/shop/src/a.js"),
    "GitHub": ("/home/runner/work/shop/shop/a.js", "/home/runner/work/shop/shop/a.js"),
    "GitHub in a container": ("/__w/shop/shop/a.js", "/__w/shop/shop/a.js"),
    "GitHub on Windows": (r"D:\a\shop\shop\a.js", r"D:\a\shop\shop\a.js"),
    "Codespaces": ("/workspaces/shop/src/a.js", "/workspaces/shop/src/a.js"),
    "Netlify": ("/opt/build/repo/src/a.js", "/opt/build/repo/src"),
    "Vercel": ("/vercel/path0/src/a.js", "/vercel/path0/src"),
    "Jenkins": ("/var/jenkins_home/jobs/shop/a.js", "/var/jenkins_home/jobs/shop/a.js"),
    "temporary files of macOS": ("/private/var/folders/zz/x1/T/a", "/private/var/folders/zz/x1/T/a"),
    "an address of a file": ("see file:///D:/art/logo.ai now", "file:///D:/art/logo.ai"),
    "webpack": ("webpack:///home/bob/shop/a.js", "/home/bob/shop/a.js"),
    "slashes that are escaped": (r'"\/home\/bob\/shop\/a.js"', r"\/home\/bob\/shop\/a.js"),
}


@pytest.mark.parametrize("name", PATHS)
def test_a_path_of_some_machine_is_found_in_its_place(name: str) -> None:
    text, path = PATHS[name]
    (problem,) = outside({"site/a.js": f"x\n{text}"}).problems

    assert (problem.code, str(problem.span)) == ("WL650", f"site/a.js:2:{text.index(path) + 1}")
    assert problem.message.startswith(f"'{path}' tells of the machine that built it (a folder)")


OWN = {
    "the project's folder": '"sources": ["/srv/deals/shop/base_theme/x.scss"]',
    "the home folder": "cwd=/data/annab;",
    "the user": "/mnt/annabel/x",
    "the name": "built on forge-17 today",
}


@pytest.mark.parametrize("about", OWN)
def test_what_is_known_of_this_machine_is_found(about: str) -> None:
    text = OWN[about]

    assert [f"({about})" in one for one in said(outside({"site/a.map": text}, machine=HERE))] == [True]
    assert said(outside({"site/a.map": text})) == []
    packed = base64.b64encode(f"// {text} //".encode()).decode()
    assert [f"({about})" in one for one in said(outside({"site/a.js": packed}, machine=HERE))] == [True]


def test_the_value_of_a_secret_is_found_and_never_told() -> None:
    page = 'k = "s3cr3t-Value-99"; Kvadrat\nk = "s3cr3t-Value-99"\n'
    problems = outside({"site/a.js": page}, machine=HERE, marks=(owned("Kvadrat"),)).problems
    shown = "\n".join(show(problem, lambda *_: None) for problem in problems)

    assert (
        shown
        == """\
site/a.js:1:24: error WL601: 'Kvadrat' is a mark of 'rival'
  brands/x/brand.yaml:1:7: it is written here
  hint: take it out where it comes from, or let it through under 'purity: allow' with a reason
site/a.js:1:6: error WL650: the value of the environment variable 'CI_API_TOKEN' stands here; so in 1 more place, 1 file in all
  hint: take it out, and have it replaced where it was issued"""
    )
    assert "s3cr3t" not in repr(problems) and "s3cr3t" not in repr(HERE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("TOKEN", "short-1"), ("TOKEN", "production"), ("API_KEY", "1234567890"), ("SECRET", "/run/secrets/x1")],
        *[("API_KEY", "https://a.example/1x"), ("NEXT_PUBLIC_API_KEY", "abc-123-xyz"), ("KEYBOARD", "us-intl-105")],
        *[("HOME_DIR", "abc-123-xyz"), ("MONKEYS", "abc-123-xyz"), ("SSH_KEY", "~/.ssh/id_1")],
    ],
)
def test_a_word_a_number_a_path_and_what_is_made_to_be_shown_are_no_secrets(name: str, value: str) -> None:
    machine = Machine(environment=((name, value),))

    assert said(outside({"site/a.js": f'x = "{value}"'}, machine=machine)) == []


@pytest.mark.parametrize(
    "name", ["TOKEN", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "apikey", "X_CREDENTIALS"]
)
def test_a_variable_is_secret_by_its_name(name: str) -> None:
    machine = Machine(environment=((name, "abc-123-xyz"),))

    assert [name in one for one in said(outside({"site/a.js": 'x = "abc-123-xyz"'}, machine=machine))] == [True]


CALM = [
    '<a href="/home/prices/"><a href="/home/bob/"><a href="/users/1/2/3">',
    '<a href="https://acme.example/home/bob/work/a.js"><a href="../home/bob/work/a.js">',
    "/home/user/shop/a.js /home/YOUR_NAME C:\\Users\\you\\shop file:///path/to/it /Users/username/a/b",
    "`${base}/home/bob/work/a.js` /home/:id/edit/x",
    "/rooted/a/b /root /root/x /builds/x /workspaces file:/// x:/y",
    "annabel forge-170 forge forge-17-b /srv/deals/shopping",
]


@pytest.mark.parametrize("text", CALM)
def test_what_any_site_may_say_is_calm(text: str) -> None:
    assert said(outside({"site/a.html": text}, machine=HERE)) == []


def test_an_address_of_the_site_is_no_folder_of_a_machine() -> None:
    files = {"site/a.html": '<a href="/home/deals/all/new/">', "site/home/deals/all/new/index.html": "x"}

    assert said(outside(files)) == []
    assert len(said(outside({"site/a.html": files["site/a.html"]}))) == 1
    assert said(outside({"site/a.html": "/img/annabel/x.png", "site/img/annabel/x.png.txt": ""}, machine=HERE)) == []


def test_a_user_who_is_called_as_the_brand_is_no_mistake() -> None:
    machine = dataclasses.replace(HERE, user="globex", host="acme-1")

    assert len(said(outside({"site/a.html": "/mnt/globex/x"}, machine=machine))) == 1
    assert said(outside({"site/a.html": "/mnt/acme5/x"}, machine=dataclasses.replace(HERE, user="acme"))) == []


@pytest.mark.parametrize("user", ["root", "runner", "ubuntu", "anna", "12345"])
def test_a_user_whom_many_machines_have_tells_nothing(user: str) -> None:
    assert said(outside({"site/a.html": f"/mnt/{user}/x"}, machine=dataclasses.replace(HERE, user=user))) == []


def test_who_packed_an_archive_is_found_in_it() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("home/annabel/x.txt"))
        member = tarfile.TarInfo("a.js")
        text = b"// /home/bob/shop/a.js"
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))

    assert sorted(said(outside({"site/a.tar": stream.getvalue()}, machine=HERE))) == [
        "site/a.tar:1:1 WL650 'annabel' tells of the machine that built it (the user) (tar, name in the archive)",
        "site/a.tar:1:4 WL650 '/home/bob/shop/a.js' in 'a.js' tells of the machine that built it (a folder)"
        " (tar, in the archive)",
    ]


def test_a_path_that_is_let_through_may_be_told() -> None:
    allow = Allowance("/home/bob/shop/a.js", "**/*.map", "nobody", "", Span("whitelabel.yaml", 4, 5))
    verdict = outside({"site/a.map": "/home/bob/shop/a.js"}, purity=Purity(allow=(allow,)))

    assert said(verdict) == [] and verdict.used == {0}


def test_the_key_tells_all_that_is_looked_for() -> None:
    others = (
        dataclasses.replace(HERE, user="barbara"),
        dataclasses.replace(HERE, host="forge-18"),
        dataclasses.replace(HERE, folders=()),
        dataclasses.replace(HERE, environment=(("CI_API_TOKEN", "s3cr3t-Value-98"),)),
    )
    same = dataclasses.replace(HERE, environment=(*HERE.environment, ("LANG", "en_GB.UTF-8")))

    assert len({Traces(machine).key for machine in (HERE, *others)}) == 5
    assert Traces(same).key == Traces(HERE).key
