import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Column } from '../rules/unmapped-columns.ts'

/** Every column of every table of the database, of whatever schema, in order. */
export const readColumns = (tx: Transaction) =>
  tx.execute<Column>(sql`
    SELECT CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END AS "table",
      a.attname AS "column",
      (SELECT CASE fn.nspname WHEN 'public' THEN f.relname ELSE fn.nspname || '.' || f.relname END
        FROM pg_constraint r JOIN pg_class f ON f.oid = r.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
        WHERE r.contype = 'f' AND r.conrelid = c.oid AND a.attnum = ANY (r.conkey) LIMIT 1) AS refers
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND n.nspname NOT LIKE 'pg\_%' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum`)
