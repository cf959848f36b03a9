import { type Kysely, type RawBuilder, sql } from "kysely";
import type { SqlStorageDialect } from "../sql-dialect.js";

/** Column types of one database. */
export interface ColumnTypes {
  /** An identifier of 1 to 256 characters, compared by code point and without padding. */
  readonly identifier: RawBuilder<unknown>;
  /** A key of the schedule of 1 to 512 characters, compared in the same way. */
  readonly key: RawBuilder<unknown>;
  /** Any text, compared in the same way. */
  readonly text: RawBuilder<unknown>;
  readonly json: RawBuilder<unknown>;
}

/** Returns the column types of a database. */
export async function columnTypes(database: Kysely<unknown>, dialect: SqlStorageDialect): Promise<ColumnTypes> {
  if (dialect.name === "sqlite") return { identifier: sql`text`, key: sql`text`, text: sql`text`, json: sql`text` };
  if (dialect.name === "postgres") {
    const text = sql`text collate "C"`;
    return { identifier: text, key: text, text, json: sql`jsonb` };
  }
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(database);
  const binary = sql.raw(/mariadb/i.test(rows[0]!.version) ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
  const collated = (type: string) => sql`${sql.raw(type)} character set utf8mb4 collate ${binary}`;
  return { identifier: collated("varchar(256)"), key: collated("varchar(512)"), text: collated("longtext"), json: sql`json` };
}
