/** Makes the image of an empty embedded database, again after each new version of PGlite. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constants, zstdCompressSync } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";

const target = fileURLToPath(new URL("../src/storage/embedded/empty-database.tar.zst", import.meta.url));
// Small segments of the log: most of an empty database is log.
const database = await PGlite.create({ dataDir: "memory://", initDbStartParams: ["--wal-segsize=1"] });
await database.exec("vacuum freeze");
await database.exec("checkpoint");
const image = await database.dumpDataDir("none");
await database.close();
const packed = zstdCompressSync(Buffer.from(await image.arrayBuffer()), {
  params: { [constants.ZSTD_c_compressionLevel]: 19 },
});
writeFileSync(target, packed);
process.stdout.write(`${target}: ${packed.length} bytes\n`);
