-- Operations that forget what there is and leave it to the cloud.
alter table operation add column abandons boolean not null default false;
