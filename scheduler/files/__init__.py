"""Problems and schedules as JSON files; their formats are `problem.schema.json` and `schedule.schema.json`."""

from scheduler.files.problems import read_problem, write_problem
from scheduler.files.schedules import read_schedule, schedule_json, write_schedule

__all__ = ["read_problem", "read_schedule", "schedule_json", "write_problem", "write_schedule"]
