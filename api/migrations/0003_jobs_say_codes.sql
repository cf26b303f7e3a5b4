-- A job says a code with values, so that its words are made in the language of whoever reads them.

alter table jobs add column message_code text not null default '', add column message_values jsonb not null default '{}';
update jobs set message_code = 'as-written', message_values = jsonb_build_object('text', message) where message <> '';
alter table jobs drop column message;

-- What a job made is told by its progress: the queue knows no schedule.
update jobs set progress = jobs.progress || jsonb_build_object('version', schedules.version)
    from schedules where schedules.id = jobs.schedule_id;
alter table jobs drop column schedule_id;

-- Which kinds there are is said where the application is put together; a worker takes those that it knows.
alter table jobs drop constraint jobs_kind_check;
