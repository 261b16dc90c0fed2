"""The style checker on small trees: each rule finds what it is for."""

import subprocess

import pytest
import tidy


def check(tmp_path, files):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(tidy.breaches(tmp_path))


README = {"src/money/README.md": "# money\n", "src/money/CMakeLists.txt": "SOURCES a.cc a_test.cc"}


def test_clean_code_passes(tmp_path):
    assert check(tmp_path, {
        **README,
        "src/money/a.h": "// money/a.h: sums.\n#pragma once\n",
        "src/money/a.cc": '#include "money/a.h"\n',
        "docs/A.md": "# A\n\nSee [money](../src/money/README.md).\n",
    }) == []


@pytest.mark.parametrize("text", [
    "double amount;\n",
    "auto now = std::chrono::system_clock::now();\n",
    "auto x = std::stoi(text);\n",
    'run("SELECT x FROM y");\n',
    "int x = rand();\n",
    "// TODO: later\n",
    "x" * 101 + "\n",
    "\n" * 401,
    "assert(x);\n",
])
def test_each_rule_finds_its_breach(tmp_path, text):
    assert len(check(tmp_path, {**README, "src/money/a.cc": text})) == 1


def test_a_word_in_a_comment_is_no_breach(tmp_path):
    assert check(tmp_path, {**README, "src/money/a.cc": "int x;  // not a double\n"}) == []


def test_a_property_must_be_heeded(tmp_path):
    def found(line):
        return check(tmp_path, {**README, "src/money/a_test.cc": line})
    assert len(found("  rc::check([] {\n")) == 1
    assert found("  EXPECT_TRUE(rc::check([] {\n") == []


def test_a_header_says_what_it_is(tmp_path):
    assert len(check(tmp_path, {**README, "src/money/a.h": "#pragma once\n"})) == 1
    assert len(check(tmp_path, {**README, "src/money/a.h": "// money/a.h: sums.\n"})) == 1


def test_a_source_that_is_not_built_is_found(tmp_path):
    found = check(tmp_path, {**README, "src/money/b.cc": "", "src/money/c/a.cc": ""})
    assert len(found) == 2


def test_documents_have_one_title_and_links_that_lead_somewhere(tmp_path):
    found = check(tmp_path, {"a.md": "no title\n", "b.md": "# one\n[x](none.md)\n"})
    assert len(found) == 2


def test_every_folder_has_a_short_readme(tmp_path):
    found = check(tmp_path, {"src/x/CMakeLists.txt": "", "src/y/README.md": "# y\n" + "\n" * 30})
    assert len(found) == 2


def test_the_project_itself_is_clean(capsys):
    assert tidy.main([]) == 0, capsys.readouterr().out
