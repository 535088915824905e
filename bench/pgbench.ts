import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Two rows in one transaction, and one: tables of the measurement's own. */
const scripts = {
  twoWrites: `\\set n random(1, 2000000000)
BEGIN;
INSERT INTO bench_event (person, choice) VALUES (:n, 'granted');
INSERT INTO bench_state (person, choice) VALUES (:n, 'granted') ON CONFLICT (person) DO UPDATE SET choice = excluded.choice;
COMMIT;`,
  oneStatement: `\\set n random(1, 2000000000)
INSERT INTO bench_event (person, choice) VALUES (:n, 'granted');`,
}

/** Debian's pgbench; null when it is not installed. */
export function findPgbench(): string | null {
  const root = '/usr/lib/postgresql'
  const found = existsSync(root)
    ? readdirSync(root).map((version) => join(root, version, 'bin', 'pgbench'))
    : []
  return found.find((file) => existsSync(file)) ?? null
}

/** Transactions a second of one of the scripts, with prepared statements; null without pgbench. */
export async function pgbench(url: string, script: keyof typeof scripts, clients: number, seconds: number) {
  const program = findPgbench()
  if (!program) return null
  const folder = await mkdtemp(join(tmpdir(), 'portal-pgbench-'))
  try {
    const file = join(folder, `${script}.sql`)
    await writeFile(file, scripts[script])
    const how = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds), '-f', file]
    const { stdout } = await run(program, [...how, url])
    return Math.round(Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? 0))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const benchTables = `
  CREATE TABLE bench_event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person bigint, choice text, at timestamptz DEFAULT now());
  CREATE TABLE bench_state (person bigint PRIMARY KEY, choice text, at timestamptz DEFAULT now());
  CREATE TABLE bare_choice (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person text NOT NULL, choice text NOT NULL,
    at timestamptz NOT NULL DEFAULT now());
  CREATE FUNCTION bare_write(p text, c text) RETURNS bigint LANGUAGE sql AS
    'INSERT INTO bare_choice (person, choice) VALUES (p, c) RETURNING id';
  CREATE TABLE bare_state (person text PRIMARY KEY, choice text NOT NULL, at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE bare_audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person text NOT NULL, action text NOT NULL,
    at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE bare_job (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person text NOT NULL);
  CREATE FUNCTION bare_choose(p text, c text) RETURNS bigint LANGUAGE sql AS $$
    WITH state AS (INSERT INTO bare_state (person, choice) VALUES (p, c)
        ON CONFLICT (person) DO UPDATE SET choice = excluded.choice, at = excluded.at),
      audit AS (INSERT INTO bare_audit (person, action) VALUES (p, 'choose')),
      job AS (INSERT INTO bare_job (person) VALUES (p))
    INSERT INTO bare_choice (person, choice) VALUES (p, c) RETURNING id $$;`
