// The network of a client address: /24 for IPv4, /48 for IPv6, the sizes in which sites and
// providers hand out addresses. For core/enrich. What is not an address has no network.

export function networkOf(ip: string): string | null {
  // Longer than any address with its zone: whatever it is, it is not searched.
  if (ip.length > 64) return null;
  const plain = ip.startsWith('[') ? ip.slice(1, ip.indexOf(']')) : ip;
  if (!plain.includes(':')) return ipv4Network(plain);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain);
  return mapped === null ? ipv6Network(plain) : ipv4Network(mapped[1]!);
}

/** Four numbers up to 255 and nothing else; made for every address not seen lately. */
function ipv4Network(ip: string): string | null {
  let parts = 1;
  // −1: no digit of this part yet.
  let value = -1;
  let end = 0;
  for (let i = 0; i <= ip.length; i += 1) {
    const digit = ip.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) {
      value = Math.max(0, value) * 10 + digit;
      if (value > 255) return null;
      continue;
    }
    if (value < 0 || (i < ip.length && (digit !== -2 || parts === 4))) return null;
    value = -1;
    if (i < ip.length) {
      parts += 1;
      end = i;
    }
  }
  return parts === 4 ? `${ip.slice(0, end)}.0/24` : null;
}

function ipv6Network(ip: string): string | null {
  const address = ip.split('%')[0]!.toLowerCase();
  const halves = address.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0]!);
  const tail = groupsOf(halves[1] ?? '');
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...new Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return null;
  // Written in one way, lower case and without leading zeros: equal networks are equal texts.
  const prefix = groups.slice(0, 3).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${prefix.join(':')}::/48`;
}

/** An IPv4 tail (64:ff9b::1.2.3.4) takes the place of two groups; it never reaches the prefix. */
function groupsOf(half: string): string[] {
  if (half === '') return [];
  return half.split(':').flatMap((group) => (ipv4Network(group) === null ? [group] : ['0', '0']));
}
