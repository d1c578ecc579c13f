-- What was told to a resource from outside and its owner has not taken note of yet.
create table signal (
  id text collate "C" primary key,
  stack_id text collate "C" not null,
  root_id text collate "C" not null,
  resource_name text collate "C" not null,
  kind text not null,
  details json,
  request_id text not null,
  at bigint not null,
  place bigint generated always as identity
);
create index signal_of_root on signal (root_id, place);
