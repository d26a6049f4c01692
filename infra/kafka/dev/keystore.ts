// A certificate that signs itself, in the file that a broker reads and as the PEM text that a
// client trusts. keytool makes it, because it is there wherever Java is. For tests of TLS only:
// the password is no secret. Used by start-kafka.ts.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Java } from './java.ts';

export type Keystore = { readonly file: string; readonly password: string; readonly ca: string };

const password = 'molecatcher';

/** Named for this machine's loopback address, or for another host, which clients must refuse. */
export function makeKeystore(java: Java, folder: string, hostName = 'localhost'): Keystore {
  const file = join(folder, 'broker.p12');
  const names = hostName === 'localhost' ? 'dns:localhost,ip:127.0.0.1' : `dns:${hostName}`;
  const store = ['-keystore', file, '-storepass', password, '-alias', 'broker'];
  execFileSync(
    java.keytool,
    [
      ...['-genkeypair', ...store, '-storetype', 'PKCS12', '-keyalg', 'EC', '-groupname'],
      ...['secp256r1', '-validity', '3650', '-dname', `CN=${hostName}`, '-ext', `san=${names}`],
      ...['-ext', 'bc=ca:true'],
    ],
    { stdio: 'pipe' },
  );
  const ca = execFileSync(java.keytool, ['-exportcert', '-rfc', ...store], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return { file, password, ca };
}
