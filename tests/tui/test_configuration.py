"""The configuration file: what it says, what is wrong with it, and what is written back."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from nldissect.tui.configuration import ColourRule, Configuration, check, default_path, load, save

EXAMPLE = Path(__file__).parents[2] / "docs" / "configuration.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def loaded(file: Path, text: str, profile: str = "") -> tuple[Configuration, list[str]]:
    file.write_text(text, "utf-8")
    return load(file, profile)


def test_the_file_is_in_the_xdg_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path() == tmp_path / "nldissect" / "config.toml"
    assert load() == (Configuration(), [])
    (tmp_path / "nldissect").mkdir()
    (tmp_path / "nldissect" / "config.toml").write_text('theme = "nord"\n')
    assert load()[0].theme == "nord"


def test_a_missing_file_is_no_problem_but_a_profile_in_it_is(file: Path) -> None:
    assert load(file) == (Configuration(), [])
    assert load(file, "routes") == (Configuration(), [f"no profile 'routes': there is no {file}"])


def test_all_settings_are_read(file: Path) -> None:
    configuration, problems = loaded(
        file,
        """
        columns = ["number", "info", "rta.dst", "info"]
        theme = "nord"
        time = "clock"
        layout = "beside"
        ascii = false
        bytes = false
        slow = "1.5s"
        [keys]
        app.quit = "q,ctrl+q"
        "rows.down" = ["j", ","]
        [[colours]]
        filter = "nl.errno == EBUSY"
        style = "bold red on black"
        """,
    )
    assert problems == []
    assert configuration == Configuration(
        keys={"app.quit": "q,ctrl+q", "rows.down": "j,comma"},
        colours=(ColourRule("nl.errno == EBUSY", "bold red on black"),),
        columns=("number", "info", "rta.dst"),
        theme="nord",
        time="clock",
        layout="beside",
        ascii=False,
        bytes=False,
        slow="1.5s",
    )
    assert configuration.slow_nanoseconds == 1_500_000_000
    assert Configuration().slow_nanoseconds == 10_000_000


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("theme = 1", "theme: takes a text, not a number"),
        ("bytes = 'yes'", "bytes: takes true or false, not a text"),
        ("ascii = 0", "ascii: takes true or false, not a number"),
        ("columns = 'info'", "columns: takes an array of texts, not a text"),
        ("columns = [1]", "columns: takes an array of texts, not an array"),
        ("time = 'utc'", "time: 'utc' is none of relative, delta, clock, epoch"),
        ("layout = 2026-01-01", "layout: takes a text, not a date or time"),
        ("layout = 'left'", "layout: 'left' is none of below, beside, list"),
        ("slow = '10'", "slow: '10' is no duration, such as 10ms, 250us or 1.5s"),
        ("colors = []", "no setting 'colors'; did you mean colours?"),
        ("profil = 'x'", "no setting 'profil'; did you mean profile?"),
        ("xyzzy = 1", "no setting 'xyzzy'"),
        ("keys = 'q'", "keys: takes a table, not a text"),
        ("keys.app.quit = 1", "keys: app.quit: takes a text, or an array of texts, not a number"),
        ("keys.app.quit = ['q', 1]", "keys: app.quit: takes a text, or an array of texts, not an array"),
        ("keys.app.quit = 'q,'", "keys: app.quit: has no key, or an empty one"),
        ("keys.app.quit = []", "keys: app.quit: has no key, or an empty one"),
        ("colours = 'red'", "colours: takes tables, as [[colours]], not a text"),
        ("[[colours]]\nfilter = 'nl'", "colours: rule 1: has filter and style, both texts, and nothing else"),
        (
            "[[colours]]\nfilter = 'nl'\nstyle = 1",
            "colours: rule 1: has filter and style, both texts, and nothing else",
        ),
        ("profile = 'work'", "no profile 'work'"),
        ("profile = 'rout'\n[profiles.routes]", "no profile 'rout'; did you mean routes?"),
        ("[profile.routes]", "profile: takes a name; profiles are tables [profiles.NAME], not a table"),
        ("profiles = 1", "profiles: takes tables, as [profiles.NAME], not a number"),
        ("profile = 'a'\nprofiles.a = 1", "profiles.a: takes a table, not a number"),
    ],
)
def test_what_is_wrong_is_one_line_and_left_at_its_default(file: Path, text: str, problem: str) -> None:
    assert loaded(file, text) == (Configuration(), [f"config.toml: {problem}"])


def test_a_filter_or_style_that_cannot_be_read_drops_its_rule_only(file: Path) -> None:
    rules = [("nl.errno ==", "red"), ("nl.errno", "bold rde"), ("nl.errno", "dim")]
    text = "".join(f"[[colours]]\nfilter = '{filter_}'\nstyle = '{style}'\n" for filter_, style in rules)
    configuration, problems = loaded(file, text)
    assert configuration.colours == (ColourRule("nl.errno", "dim"),)
    assert len(problems) == 2
    assert problems[0].startswith("config.toml: colours: filter 'nl.errno ==': column 12: ")
    assert problems[1].startswith("config.toml: colours: style 'bold rde': unable to parse 'rde' as color")


def test_all_else_holds_beside_what_is_wrong(file: Path) -> None:
    configuration, problems = loaded(file, 'theme = 1\ntime = "epoch"\n[keys]\na.b = 1\napp.quit = "Q"\n')
    assert configuration == Configuration(time="epoch", keys={"app.quit": "Q"})
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'theme = "nord"\ntime = clock\n', "line 2: invalid value"),
        (b"[keys\n", "line 1: expected ']' at the end of a table declaration"),
        (b'theme = """nord\n\n', "line 2: unterminated string"),
        (b'theme = "nord"\n# \xff\n', "line 2: not UTF-8"),
    ],
)
def test_what_is_no_toml_is_said_with_its_line(file: Path, data: bytes, problem: str) -> None:
    file.write_bytes(data)
    assert load(file) == (Configuration(), [f"config.toml: {problem}"])


def test_a_file_that_cannot_be_opened_is_one_line(file: Path) -> None:
    file.mkdir()
    assert load(file) == (Configuration(), ["config.toml: cannot be opened: Is a directory"])


def test_a_profile_overrides_the_top_and_keeps_its_other_keys(file: Path) -> None:
    text = """
        theme = "nord"
        time = "epoch"
        profile = "routes"
        keys.app.quit = "Q"
        keys.app.help = "h"
        [profiles.routes]
        time = "clock"
        keys.app.help = "H"
        [profiles.other]
        theme = "gruvbox"
        """
    configuration, problems = loaded(file, text)
    assert problems == []
    assert configuration == Configuration(
        theme="nord", time="clock", keys={"app.quit": "Q", "app.help": "H"}, profile="routes"
    )
    configuration, problems = loaded(file, text, "other")
    assert problems == []
    assert (configuration.theme, configuration.time, configuration.profile) == ("gruvbox", "epoch", "other")
    assert loaded(file, text, "none")[1] == ["config.toml: no profile 'none'"]


def test_what_is_wrong_in_a_profile_is_said_of_the_profile(file: Path) -> None:
    configuration, problems = loaded(file, "time = 'clock'\n[profiles.a]\ntime = 'utc'\n", "a")
    assert configuration.time == "clock"
    assert problems == ["config.toml: profiles.a.time: 'utc' is none of relative, delta, clock, epoch"]


@pytest.mark.parametrize(
    ("written", "key"),
    [("Ctrl+F", "ctrl+f"), ("shift+g", "G"), ("G", "G"), (" ", "space"), ("PageUp", "pageup"), (" j ", "j")],
)
def test_keys_are_taken_as_people_write_them(file: Path, written: str, key: str) -> None:
    assert loaded(file, f"keys.rows.down = '{written}'")[0].keys == {"rows.down": key}


def test_without_a_file_and_without_rules_nothing_heavy_is_imported(file: Path) -> None:
    file.write_text("theme = 'nord'\nslow = '5ms'\n[keys]\napp.quit = 'q'\n")
    program = (
        "import sys; from pathlib import Path; from nldissect.tui.configuration import load;"
        f"load(Path({str(file)!r}).with_name('none')); first = set(sys.modules); load(Path({str(file)!r}));"
        "print('tomllib' in first, any(name.startswith(('textual', 'nldissect.families', 'nldissect.engine.layout'))"
        " for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_theme_that_does_not_exist_is_dropped() -> None:
    assert check(Configuration(theme="nord"), [], ["nord"]) == (Configuration(theme="nord"), [])
    assert check(Configuration(theme="nrod"), [], ["nord", "gruvbox"]) == (
        Configuration(),
        ["config.toml: theme: no theme 'nrod'; did you mean nord?"],
    )


# Writing


def test_a_new_file_is_for_its_user_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "nldissect" / "config.toml"
    assert save({"columns": ["number", "rta.dst"], "theme": "nord"}, file) == ""
    assert file.read_text() == 'columns = ["number", "rta.dst"]\ntheme = "nord"\n'
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    assert load(file) == (Configuration(columns=("number", "rta.dst"), theme="nord"), [])


WRITTEN = """\
# How I like it.

theme = "nord"  # at home
columns = [  # wide
  "number",
  "info", # last
]   # these

# keys of mine
[keys]
app.quit = "Q"

[profiles.a]
time = "clock"

[[colours]]
filter = "nl.errno"
style = "red"

# for routes
[profiles.b]
time = "epoch" # UTC

# the end
[profiles."c d"]
"""


def test_only_the_value_that_changes_is_written_anew(file: Path) -> None:
    file.write_text(WRITTEN)
    assert save({"theme": "gruvbox", "columns": ["info"]}, file) == ""
    head, _, tail = WRITTEN.partition('theme = "nord"')
    expected = f'{head}theme = "gruvbox"{tail}'
    start, stop = expected.index("columns = ["), expected.index("\n# keys of mine")
    assert file.read_text() == f'{expected[:start]}columns = ["info"]  # these\n{expected[stop:]}'


def test_a_new_value_stands_behind_those_of_its_table(file: Path) -> None:
    file.write_text(WRITTEN)
    assert save({"time": "delta"}, file) == ""
    assert file.read_text() == WRITTEN.replace("]   # these\n", ']   # these\ntime = "delta"\n')
    file.write_text(WRITTEN)
    assert save({"columns": ["info"]}, file, "b") == ""
    assert file.read_text() == WRITTEN.replace("# UTC\n", '# UTC\ncolumns = ["info"]\n')
    file.write_text(WRITTEN)
    assert save({"columns": ["info"]}, file, "c d") == ""
    assert file.read_text() == WRITTEN + 'columns = ["info"]\n'
    file.write_text(WRITTEN)
    assert save({"columns": ["info"]}, file, "e.f") == ""
    assert file.read_text() == WRITTEN + '\n[profiles."e.f"]\ncolumns = ["info"]\n'
    assert load(file, "e.f")[0].columns == ("info",)


def test_a_first_value_does_not_come_between_a_comment_and_what_it_is_about(file: Path) -> None:
    file.write_text("# Mine.\n\n# keys\n[keys]\n")
    assert save({"theme": "nord"}, file) == ""
    assert file.read_text() == '# Mine.\n\ntheme = "nord"\n\n# keys\n[keys]\n'
    file.write_text("# keys\n[keys]\n")
    assert save({"theme": "nord"}, file) == ""
    assert file.read_text() == 'theme = "nord"\n\n# keys\n[keys]\n'


def test_none_removes_a_value(file: Path) -> None:
    file.write_text(WRITTEN)
    assert save({"columns": None, "layout": None}, file) == ""
    assert "columns" not in tomllib.loads(file.read_text())
    assert file.read_text().startswith('# How I like it.\n\ntheme = "nord"  # at home\n\n# keys of mine\n')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('theme = "a" # #1', 'theme = "b"  # #1\n'),
        ('theme = "#a"', 'theme = "b"\n'),
        ('"theme"= """a\n[keys]\n"""\ntime = "clock"', '"theme"= "b"\ntime = "clock"'),
        ('time = "clock"', 'time = "clock"\ntheme = "b"\n'),
        ('time = "clock"\r\n\r\n[keys]\r\n', 'time = "clock"\r\ntheme = "b"\r\n\r\n[keys]\r\n'),
        ("[keys]\n", 'theme = "b"\n\n[keys]\n'),
        ("# a", '# a\ntheme = "b"\n'),
    ],
)
def test_values_are_changed_however_they_are_written(file: Path, before: str, after: str) -> None:
    file.write_bytes(before.encode())
    assert save({"theme": "b"}, file) == ""
    assert file.read_bytes().decode() == after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("theme = nord\n", "line 1: invalid value"),
        ("profiles = {a = {time = 'clock'}}\n", "profiles.a.theme cannot be set beside what is written there"),
        ("profiles.a.time = 'clock'\n", "profiles.a.theme cannot be set beside what is written there"),
        ("[profiles]\na = {theme = 'nord'}\n", "profiles.a.theme cannot be set beside what is written there"),
    ],
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone(file: Path, text: str, reason: str) -> None:
    file.write_text(text)
    assert save({"theme": "b"}, file, "a") == f"config.toml: {reason}; theme not kept"
    assert file.read_text() == text


def test_a_link_stays_a_link_and_the_mode_stays(file: Path) -> None:
    target = file.with_name("kept.toml")
    target.write_text('theme = "nord"\n')
    target.chmod(0o644)
    file.symlink_to(target.name)
    assert save({"theme": "gruvbox"}, file) == ""
    assert file.is_symlink()
    assert target.read_text() == 'theme = "gruvbox"\n'
    assert target.stat().st_mode & 0o777 == 0o644
    assert sorted(os.listdir(file.parent)) == ["config.toml", "kept.toml"]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "nldissect").write_text("")
    problem = save({"theme": "nord"}, tmp_path / "nldissect" / "config.toml")
    assert problem == "config.toml: cannot be opened: Not a directory; theme not kept"


def test_the_example_of_the_documentation_holds(file: Path) -> None:
    examples = EXAMPLE.read_text("utf-8").split("```toml\n")[1:]
    assert examples
    for example in examples:
        assert loaded(file, example.partition("```")[0])[1] == []
