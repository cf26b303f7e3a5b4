"""The command line: every command in the order in which people meet them."""

import os
import sys

import typer

from api.cli import (
    account,
    audit,
    backup,
    day,
    deciding,
    delegation,
    demand,
    demo,
    event,
    figures,
    invite,
    match,
    model,
    persons,
    questions,
    replan,
    service,
    testing,
    webhooks,
)
from api.cli.bench import api as bench_api
from api.cli.bench import b2bsp as bench_b2bsp
from api.cli.bench import match as bench_match
from api.cli.bench import reasons as bench_reasons
from api.cli.bench import replan as bench_replan
from api.cli.bench import scale as bench_scale
from api.cli.bench import service as bench_service
from api.cli.plain import tell

app = typer.Typer(
    name="mannam",
    help="Mannam (만남): match, schedule and follow through business consultations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
bench = typer.Typer(help="Benchmarks: each prints a table, and one JSON object with --json.", no_args_is_help=True)
trail = typer.Typer(
    help="The trail of changes: who changed what, and whether anybody touched it.", no_args_is_help=True
)
people = typer.Typer(help="People who sign in by password: operators, organizers, auditors.", no_args_is_help=True)
models = typer.Typer(help="The encoder: what it is, how good it is, how it was made.", no_args_is_help=True)

app.command("demo")(demo.demo)
app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(testing.test)
app.command("serve")(service.serve)
app.command("work")(service.work)
app.command("migrate")(service.migrate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("import")(event.import_)
app.command("match")(event.match)
app.command("schedule")(event.schedule)
app.command("check")(event.check)
app.command("export")(event.export)
trail.command("verify")(audit.verify)
app.add_typer(trail, name="audit")
people.command("add")(account.add)
people.command("list")(account.list_)
people.command("close")(account.close)
app.add_typer(people, name="account")
app.command("replan")(replan.replan)
app.command("why")(questions.why)
app.command("whatif")(questions.whatif)
app.command("pin")(deciding.pin)
app.command("unpin")(deciding.unpin)
app.command("forbid")(deciding.forbid)
app.command("allow")(deciding.allow)
app.command("move")(deciding.move)
app.command("publish")(deciding.publish)
app.command("invite")(invite.invite)
app.command("tell")(invite.tell_them)
app.command("about")(persons.about)
app.command("erase")(persons.erase)
app.command("webhooks")(webhooks.webhooks)
app.command("lose")(day.lose)
app.command("regain")(day.regain)
app.command("losses")(day.losses)
app.command("record")(figures.record)
app.command("figures")(figures.figures)
app.command("explain")(match.explain)
app.command("demand")(demand.demand)
app.command("delegation")(delegation.delegation)
models.command("info")(model.info)
models.command("embed")(model.embed)
models.command("evaluate")(model.evaluate)
models.command("train")(model.train)
app.add_typer(models, name="model")
bench.command("b2bsp")(bench_b2bsp.b2bsp)
bench.command("scale")(bench_scale.scale)
bench.command("match")(bench_match.match)
bench.command("calibration")(bench_match.calibration)
bench.command("replan")(bench_replan.bench_replan)
bench.command("reasons")(bench_reasons.reasons)
bench.command("service")(bench_service.service)
bench.command("api")(bench_api.api)
app.add_typer(bench, name="bench")


def _answer() -> None:
    """Run the command line; refusals become one sentence on stderr and exit code 1."""
    from api.ground.errors import Conflict, Invalid, MannamError

    try:
        app(prog_name="mannam")
    except (Invalid, Conflict) as refusal:
        _say(refusal.detail)
        for fault in refusal.faults:
            _say(f"  {fault.in_words('en')}")
        sys.exit(1)
    except (MannamError, ValueError) as refusal:
        _say(str(refusal))
        sys.exit(1)
    except KeyboardInterrupt:
        _say("stopped")
        sys.exit(130)


def _say(words: str) -> None:
    tell(f"mannam: {words}", err=True)


def main() -> None:
    """Run the command line as a process, which ends with its answer, whatever a stopped search left behind."""
    try:
        _answer()
    except SystemExit as end:
        if "scheduler.budget" in sys.modules and sys.modules["scheduler.budget"].abandoned():
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(end.code if isinstance(end.code, int) else int(end.code is not None))
        raise


if __name__ == "__main__":
    main()
