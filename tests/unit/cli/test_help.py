"""Help and complaints name the command that people typed."""

import pytest

from api.cli.main import main


def test_usage_names_the_program_not_its_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["api/cli/main.py", "explain", "--wrong"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "Usage: mannam explain" in capsys.readouterr().err
