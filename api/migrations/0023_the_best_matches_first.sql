-- The best matches of an event are read in portions, without ordering all of them for each.
create index matches_score on matches (event_id, score desc);
