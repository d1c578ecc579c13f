-- Times are milliseconds since the Unix epoch, given by the engine; only leases (engine.lease_until)
-- and tree.work_since are the database's own. JSON columns are json, not jsonb: the order of keys is kept.

create table stack (
  id text collate "C" primary key,
  root_id text collate "C" not null,
  owner_id text collate "C",
  owner_resource_id text collate "C",
  nested_depth integer not null,
  project_id text collate "C" not null,
  user_id text not null,
  user_name text not null,
  credential_id text not null,
  name text collate "C" not null,
  action text not null,
  status text not null,
  reason text not null,
  operation integer not null,
  definition text not null,
  previous_definition text,
  disable_rollback boolean not null,
  timeout_minutes integer not null,
  tags jsonb not null,
  description text not null,
  created_at bigint not null,
  updated_at bigint,
  deleted_at bigint
);
create unique index stack_live_root_name on stack (project_id, name) where owner_id is null and deleted_at is null;
create index stack_of_project on stack (project_id, created_at);
create index stack_of_root on stack (root_id);
create index stack_of_owner on stack (owner_id) where owner_id is not null;

create table resource (
  id text collate "C" primary key,
  stack_id text collate "C" not null,
  root_id text collate "C" not null,
  name text collate "C" not null,
  type text not null,
  action text not null,
  status text not null,
  reason text not null,
  physical_id text,
  properties json,
  metadata json not null,
  requires json not null,
  deletion_policy text not null,
  attributes json not null,
  reference json,
  data json not null,
  replaces text,
  replaced_by text,
  progress json,
  intent json,
  operation integer not null,
  created_at bigint not null,
  updated_at bigint not null
) with (fillfactor = 70);
create index resource_of_stack on resource (stack_id);
create index resource_of_root on resource (root_id);

create table event (
  place bigint generated always as identity,
  id text collate "C" not null,
  stack_id text collate "C" not null,
  root_id text collate "C" not null,
  resource_name text not null,
  resource_type text not null,
  physical_id text,
  action text not null,
  status text not null,
  reason text not null,
  properties json,
  at bigint not null
);
create index event_of_stack on event (stack_id, place);

create table operation (
  stack_id text collate "C" not null,
  number integer not null,
  root_id text collate "C" not null,
  action text not null,
  definition text not null,
  request_id text not null,
  at bigint not null,
  deadline bigint not null,
  place bigint generated always as identity,
  primary key (stack_id, number)
);
create index operation_of_root on operation (root_id, place);

-- Who owns a tree. work_since is null while no operation of the tree is left to run.
create table tree (
  root_id text collate "C" primary key,
  owner text,
  epoch integer not null default 0,
  work_since timestamptz
);
create index tree_with_work on tree (work_since) where work_since is not null;

create table engine (
  id text primary key,
  lease_until timestamptz not null
);

create table content (
  hash text collate "C" primary key,
  text text not null
);

create table credential (
  id text primary key,
  kind text not null,
  user_id text not null,
  project_id text not null,
  trust_id text not null
);
create index credential_of_user on credential (user_id, project_id);
