"""The arrow checker on small trees: what it lets pass and what it finds."""

import arrows

ALLOWED = {"low": set(), "high": {"low"}, "store": {"low"}, "store/driver": {"store", "low"}}
IN_TESTS = {"low": {"high"}}


def check(tmp_path, files):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return arrows.forbidden_includes(tmp_path, ALLOWED, IN_TESTS)


def test_arrows_of_the_table_pass(tmp_path):
    assert check(tmp_path, {
        "low/a.h": "#include <vector>\n",
        "low/a.cc": '#include "low/a.h"\n',
        "high/sub/b.cc": '#include "low/a.h"\n',
        "store/c.h": '#include "low/a.h"\n',
        "store/driver/d.cc": '#include "store/c.h"\n',
    }) == []


def test_a_backward_arrow_is_found(tmp_path):
    found = check(tmp_path, {"high/b.h": "", "low/a.cc": '#include <x>\n  # include "high/b.h"\n'})
    assert found == ['low/a.cc: low must not include high ("high/b.h")']


def test_an_interface_must_not_see_its_driver(tmp_path):
    found = check(tmp_path, {"store/driver/d.h": "", "store/c.cc": '#include "store/driver/d.h"\n'})
    assert len(found) == 1


def test_a_test_may_do_what_the_table_says_for_tests(tmp_path):
    files = {"high/b.h": "", "low/a_test.cc": '#include "high/b.h"\n'}
    assert check(tmp_path, files) == []


def test_an_unknown_directory_is_found(tmp_path):
    assert len(check(tmp_path, {"utils/u.h": ""})) == 1


def test_an_include_that_is_no_file_is_found(tmp_path):
    assert len(check(tmp_path, {"low/a.cc": '#include "low/none.h"\n'})) == 1
    assert len(check(tmp_path, {"low/b.h": "", "low/c.cc": '#include "b.h"\n'})) == 2


def test_the_project_itself_is_clean(capsys):
    assert arrows.main([]) == 0, capsys.readouterr().out


def test_the_exit_code_tells(tmp_path, capsys):
    (tmp_path / "base").mkdir()
    (tmp_path / "http").mkdir()
    (tmp_path / "http/a.h").write_text("")
    (tmp_path / "base/b.cc").write_text('#include "http/a.h"\n')
    assert arrows.main([str(tmp_path)]) == 1
    assert "base must not include http" in capsys.readouterr().out
