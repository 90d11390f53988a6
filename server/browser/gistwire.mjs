// A packaged server of its own on free loopback ports, and the command line against it.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HOME = resolve(process.env.GISTWIRE_HOME);
const JAR = join(HOME, 'server/target/quarkus-app/quarkus-run.jar');
const START_TRIES = 600;

export const PHOTOS = join(HOME, 'cli/src/main/resources/io/gistwire/cli/demo/photos');

/** Starts a server; `settings` are system properties. */
export async function start(settings = {}, prepare = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'gistwire-console-'));
  const data = join(folder, 'data');
  const properties = {
    'gistwire.data': data,
    'quarkus.grpc.server.port': 0,
    'quarkus.http.port': 0,
    ...settings,
  };
  const options = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  const prepared = prepare((...words) => offline(options, words));
  const process = spawn('java', ['-Xmx512m', '-XX:TieredStopAtLevel=1', ...options, '-jar', JAR], { stdio: 'ignore' });
  const announced = join(data, 'server.json');
  for (let i = 0; i < START_TRIES && !existsSync(announced); i += 1) await sleep(100);
  const ports = JSON.parse(readFileSync(announced, 'utf8'));
  return {
    prepared,
    url: `http://127.0.0.1:${ports.http_port}/`,
    /** Runs the command line against this server; returns what it printed. */
    gistwire: (...words) => run(join(HOME, 'gistwire'), words, {
      GISTWIRE_SERVER: `localhost:${ports.grpc_port}`,
      GISTWIRE_JAVA_OPTS: `-Duser.home=${folder}`,
    }),
    environment: { GISTWIRE_SERVER: `localhost:${ports.grpc_port}`, GISTWIRE_JAVA_OPTS: `-Duser.home=${folder}` },
    async stop() {
      process.kill('SIGTERM');
      await new Promise((done) => process.once('exit', done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function offline(options, words) {
  return run('java', [...options, '-jar', JAR, ...words], {});
}

function run(program, words, environment) {
  const done = spawnSync(program, words, { encoding: 'utf8', env: { ...process.env, ...environment } });
  if (done.status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${done.status}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}
