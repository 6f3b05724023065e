-- A hash of what was asked under a key, where the asker chose the key: another content under the same key is refused, not taken for a repeat.
alter table kernel_change add column content text null;
