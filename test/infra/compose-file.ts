// docker-compose.yml as its reader sees it: parsed, anchors merged, variables replaced by what
// stands behind `:-`. For the tests of this folder.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export type Container = {
  readonly image: string;
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
};

export type Compose = {
  readonly services: Readonly<Record<string, Container>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

export function pathOf(file: string): string {
  return fileURLToPath(new URL(`../../${file}`, import.meta.url));
}

export function textOf(file: string): string {
  return readFileSync(pathOf(file), 'utf8');
}

export const composeText = textOf('docker-compose.yml');
export const compose = parse(withDefaults(composeText), { merge: true }) as Compose;
export const services = Object.entries(compose.services);

function withDefaults(text: string): string {
  return text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}

/** Settings of the program that a service is given. */
export function settingsOf({ environment = {} }: Container): Readonly<Record<string, string>> {
  const own = Object.entries(environment).filter(([name]) => name.startsWith('MOLECATCHER_'));
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}

export const isOurs = ({ build }: Container): boolean => build !== undefined;
