// What Apache Kafka 4.4.0's own Java code wrote, as base64: record batches of MemoryRecordsBuilder
// and DefaultRecordBatch, markers of MemoryRecords.withEndTransactionMarker, streams of
// Compression.wrapForOutput, and one LZ4 frame of lz4-java with every field a frame may have. How
// each was made is said beside it; `javaText` is what the streams hold. For tests of the codecs.

/** The bytes of the streams: ten letters in an order that shifts every thousand. */
export function javaText(length: number): Buffer {
  const letters = 'abcdefghij';
  return Buffer.from(
    Array.from({ length }, (_, i) => letters[(i * 7 + Math.floor(i / 1_000)) % 10]).join(''),
  );
}

export type JavaRecord = { key: string | null; value: string | null; at: number };

/** What the batches hold, from offset 1000 on; every third record has two headers. */
export function javaRecords(count: number): readonly JavaRecord[] {
  const repeated = 'of a record that repeats itself';
  return Array.from({ length: count }, (_, i) => ({
    key: i % 4 === 3 ? null : `clé-${i}`,
    value: i % 5 === 4 ? null : `value ${i} ${repeated}, ${repeated}`,
    // One record is decades older than its batch.
    at: 1_764_036_000_000 + i * 100_000 - (i === 2 ? 1_000_000_000_000 : 0),
  }));
}

/** Twelve records each; the one without a codec is in a transaction of producer 7. */
export const javaBatches = {
  none: `
    AAAAAAAAA+gAAAPgAAAABQIMTVJpABAAAAALAAABmri9OQAAAAGauM4B4AAAAAAAAAAHAAMAAAAoAAAADKoBAAAADGNs
    w6ktMJABdmFsdWUgMCBvZiBhIHJlY29yZCB0aGF0IHJlcGVhdHMgaXRzZWxmLCBvZiBhIHJlY29yZCB0aGF0IHJlcGVh
    dHMgaXRzZWxmAK4BAMCaDAIMY2zDqS0xkAF2YWx1ZSAxIG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYsIG9m
    IGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYAxgEA/4qQypo6BAxjbMOpLTKQAXZhbHVlIDIgb2YgYSByZWNvcmQg
    dGhhdCByZXBlYXRzIGl0c2VsZiwgb2YgYSByZWNvcmQgdGhhdCByZXBlYXRzIGl0c2VsZgQCaAYBAgMCbgGiAQDAzyQG
    AZABdmFsdWUgMyBvZiBhIHJlY29yZCB0aGF0IHJlcGVhdHMgaXRzZWxmLCBvZiBhIHJlY29yZCB0aGF0IHJlcGVhdHMg
    aXRzZWxmABwAgOowCAxjbMOpLTQBAMABAMCEPQoMY2zDqS01kAF2YWx1ZSA1IG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0
    cyBpdHNlbGYsIG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYEAmgGAQIDAm4BrgEAgJ9JDAxjbMOpLTaQAXZh
    bHVlIDYgb2YgYSByZWNvcmQgdGhhdCByZXBlYXRzIGl0c2VsZiwgb2YgYSByZWNvcmQgdGhhdCByZXBlYXRzIGl0c2Vs
    ZgCiAQDAuVUOAZABdmFsdWUgNyBvZiBhIHJlY29yZCB0aGF0IHJlcGVhdHMgaXRzZWxmLCBvZiBhIHJlY29yZCB0aGF0
    IHJlcGVhdHMgaXRzZWxmAMABAIDUYRAMY2zDqS04kAF2YWx1ZSA4IG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNl
    bGYsIG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYEAmgGAQIDAm4BHADA7m0SDGNsw6ktOQEAsgEAgIl6FA5j
    bMOpLTEwkgF2YWx1ZSAxMCBvZiBhIHJlY29yZCB0aGF0IHJlcGVhdHMgaXRzZWxmLCBvZiBhIHJlY29yZCB0aGF0IHJl
    cGVhdHMgaXRzZWxmALgBAMCjhgEWAZIBdmFsdWUgMTEgb2YgYSByZWNvcmQgdGhhdCByZXBlYXRzIGl0c2VsZiwgb2Yg
    YSByZWNvcmQgdGhhdCByZXBlYXRzIGl0c2VsZgQCaAYBAgMCbgE=`,
  gzip: `
    AAAAAAAAA+gAAAEoAAAABQK1lSLbAAEAAAALAAABmri9OQAAAAGauM4B4P//////////////////AAAADB+LCAAAAAAA
    AP9bxcjAwMCTnHN4pa7BBMayxJzSVAUDhfw0hUSFotTk/KIUhZKMxBIguyA1saRYIbOkODUnTYeQAoZ1jAwHZvEwQQw2
    hBlsSLnBxxgZ/ndNODXLigVithHMbCOKzWZhymBjZGJmymNcBHT9eRU2RpjZxpS7W4ah4ZUBB8TNJkDjgajFlgvCN4XZ
    Y0pFPwBjoGG+Jw/EBjOYDWaU+wQUODtD+eCBY065kcDQaLiSKABxqwXMYAsqhoYMw4F3uUIQCywZGTYBLeysEuGDJE+D
    SbD0SYWUvwMYPIvbGMUY4YZSnuoR/gAAe5TFAa8DAAA=`,
  snappy: `
    AAAAAAAAA+gAAAFvAAAABQIU//wAAAIAAAALAAABmri9OQAAAAGauM4B4P//////////////////AAAADIJTTkFQUFkA
    AAAAAQAAAAEAAAEqrwfYqgEAAAAMY2zDqS0wkAF2YWx1ZSAwIG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYs
    IHohABwArgEAwJoMAglZADERWQQxIHo4AIZZACTGAQD/ipDKmjoECVwAMhFcADLuXAAFXEQEAmgGAQIDAm4BogEAwM8k
    BgERXAAz7lwABVwYABwAgOowCAm0JDQBAMABAMCEPQoJEAA1EWgANe5oAAVoGcQYrgEAgJ9JDAliADYRYgA27mIABWIA
    ACEdCLlVDjUdADfuUwAJUxjAAQCA1GEQCawAOBGsADjuWQAFWTkOFBwAwO5tEglhKDkBALIBAICJehQORfgIMTCSTfkA
    Me76Ak36ILgBAMCjhgEWARVV7vYCSfYkBAJoBgECAwJuAQ==`,
  lz4: `
    AAAAAAAAA+gAAAFcAAAABQKjBwx/AAMAAAALAAABmri9OQAAAAGauM4B4P//////////////////AAAADAQiTRhgQIIc
    AQAA/yeqAQAAAAxjbMOpLTCQAXZhbHVlIDAgb2YgYSByZWNvcmQgdGhhdCByZXBlYXRzIGl0c2VsZiwhAA2CAK4BAMCa
    DAJZABQxWQAfMTgADQ9ZAA+ixgEA/4qQypo6BFwAFDJcAB8yXAAu9AMEAmgGAQIDAm4BogEAwM8kBgFcAB8zXAAucgAc
    AIDqMAi0AKI0AQDAAQDAhD0KEAAUNWgAHzVoAC4GxAByrgEAgJ9JDGIAFDZiAB82YgAuEAAdATW5VQ4dAR83UwAvcsAB
    AIDUYRCsABQ4rAAfOFkALgYOAWIcAMDubRJhALE5AQCyAQCAiXoUDvgCMzEwkvkCHzH6AjCVuAEAwKOGARYBVQAP9gIv
    oAQCaAYBAgMCbgEAAAAA`,
  zstd: `
    AAAAAAAAA+gAAAE2AAAABQIgAkdtAAQAAAALAAABmri9OQAAAAGauM4B4P//////////////////AAAADCi1L/0AWMwH
    ALQKqgEAAAAMY2zDqS0wkAF2YWx1ZSAwIG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYsAK4BAMCaDAIxMcYB
    AP+KkMqaOgQyMgQCaAYBAgMCbgGiAQDAzyQGATMAHACA6jAINAEAwAEAwIQ9CjU1rgEAgJ9JDDY2AKIBAMC5VQ43wAEA
    gNRhEDg4HADA7m0SOQEAsgEAgIl6FA4xMJK4AQDAo4YBFgExHgBLs4FBXiwUB/0EAqPEG/tEeDJGRawNDOQBYS8z7EEy
    kFVEAylAbhnDjmYDgzy+RdjM6Lc3mIG8ABEMpAC5XxjwQB4QxoUhGsHVHgEAAA==`,
} as const;

/**
 * Six records, stamped 1764036009999 as they arrived; what compaction leaves of 1000 to 1011;
 * markers of producer 7 at 1012.
 */
export const javaOddBatches = {
  stamped: `
    AAAAAAAAA+gAAAIKAAAABQK7k4bKABgAAAAFAAABmri9OQAAAAGauL1gDwAAAAAAAAAHAAMAAAAoAAAABqoBAAAADGNs
    w6ktMJABdmFsdWUgMCBvZiBhIHJlY29yZCB0aGF0IHJlcGVhdHMgaXRzZWxmLCBvZiBhIHJlY29yZCB0aGF0IHJlcGVh
    dHMgaXRzZWxmAK4BAMCaDAIMY2zDqS0xkAF2YWx1ZSAxIG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYsIG9m
    IGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYAxgEA/4qQypo6BAxjbMOpLTKQAXZhbHVlIDIgb2YgYSByZWNvcmQg
    dGhhdCByZXBlYXRzIGl0c2VsZiwgb2YgYSByZWNvcmQgdGhhdCByZXBlYXRzIGl0c2VsZgQCaAYBAgMCbgGiAQDAzyQG
    AZABdmFsdWUgMyBvZiBhIHJlY29yZCB0aGF0IHJlcGVhdHMgaXRzZWxmLCBvZiBhIHJlY29yZCB0aGF0IHJlcGVhdHMg
    aXRzZWxmABwAgOowCAxjbMOpLTQBAMABAMCEPQoMY2zDqS01kAF2YWx1ZSA1IG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0
    cyBpdHNlbGYsIG9mIGEgcmVjb3JkIHRoYXQgcmVwZWF0cyBpdHNlbGYEAmgGAQIDAm4B`,
  empty: `
    AAAAAAAAA+gAAAAxAAAABQIWUtvXABAAAAAL//////////8AAAGauL05AAAAAAAAAAAHAAMAAAAoAAAAAA==`,
  abort: `
    AAAAAAAAA/QAAABCAAAABQL1YnmjADAAAAAAAAABmri9POgAAAGauL086AAAAAAAAAAHAAP/////AAAAASAAAAAIAAAA
    AAwAAAAAAAkA`,
  commit: `
    AAAAAAAAA/QAAABCAAAABQIBXK/rADAAAAAAAAABmri9POgAAAGauL086AAAAAAAAAAHAAP/////AAAAASAAAAAIAAAA
    AQwAAAAAAAkA`,
} as const;

/** 100,000 bytes each, but 40,000 of snappy: two blocks of Java's there. */
export const javaStreams = {
  gzip: `
    H4sIAAAAAAAA/+3OSQ3DAAAEMazpmYY/gKAYaVX556eP8/34fZ7X93UQ0Z9qJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYi
    RJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJE
    mWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRp
    JkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYi
    RJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJE
    mWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRp
    JkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYiRJRpJkJEmWYi
    RJRpJkJEmW5BLu39oIYBAA==`,
  snappy: `
    glNOQVBQWQAAAAABAAAAAQAABjiAgAIkYWhlYmlmY2pnZP4KAP4KAP4KAP4KAP4KAP4KAP4KAP4KAP4KAP4KAP4KAP4K
    AP4KAP4KAP4KAHYKAP7lA/7lA/7lA/7lA/7lA/7lA/7lA/7lA/7lA/7lA/7lA/7lA/7lA/7lA/7lA5LlAwhhaGX+ygf+
    ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygeGygcWqAsNB/7vA/7vA/7vA/7vA/7vA/7vA/7v
    A/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA4LvA/6eD/6eD/6eD/6eD/6eD/6eD/6eD/6eD/6eD/6eD/6eD/6eD/6eD/6e
    D/6eD5aeDwRhaP7KB/7KB/7KB/7KB/7KB/7KB/7KB/7KB/7KB/7KB/7KB/7KB/7KB/7KB/7KB4bKBxayCw0H/u8D/u8D
    /u8D/u8D/u8D/u8D/u8D/u8D/u8D/u8D/u8D/u8D/u8D/u8D/u8Dgu8D/lcb/lcb/lcb/lcb/lcb/lcb/lcb/lcb/lcb
    /lcb/lcb/lcb/lcb/lcb/lcbmlcbAGH+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygf+ygeG
    ygcWsgsNB/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA/7vA4LvAxZeG/5XG/5XG/5XG/5X
    G/5XG/5XG/5XG/5XG/5XG/5XG/5XG/5XG/5XG/5XG/5XG4JXG/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4Q
    J/4QJ/4QJ/4QJ/4QJ/4QJ/4QJ/4QJyIQJwAAAXnAOCRpZmNqZ2RhaGVi/goA/goA/goAdgoA/uMA/uMA/uMAiuMA/skB
    /skB/skBlskB/uYA/uYA/uYA/uYA/uYA/uYA/uYA/uYAeuYA/sgE/sgE/sgEfsgE/v8C/v8C/v8C/v8C/v8C/v8C/v8C
    /v8Cev8C/ucG/ucG/ucGoucG/gkD/gkD/gkD/gkD/gkD/gkD/gkD/gkD/gkD/gkD/gkD/gkDdQn+8Qb+8Qb+8QZ68Qb+
    0gT+0gT+0gSm0gT+yQH+yQH+yQF6yQH+sQX+sQX+sQX+sQX+sQX+sQX+sQX+sQV6sQX+/wL+/wL+/wL+/wL+/wL+/wL+
    /wL+/wL+/wL+/wL+/wL6/wL+5wb+5wb+5wai5wb+CAb+CAb+CAb+CAb+CAb+CAb+CAb+CAZ+CAb+CQP+CQP+CQOiCQP+
    8Qb+8Qb+8QZ68Qb+yQH+yQH+yQH+yQH+yQH+yQH+yQE1yf6xBf6xBf6xBf6xBf6xBf6xBf6xBf6xBXqxBQ==`,
  lz4: `
    BCJNGGBAglQBAACvYWhlYmlmY2pnZAoA////zg/lA////9U/YWhlygf////SAqgLD68L////zwLlAz9jameeD////9Yv
    YWiDE////9MB1AcDBwAP7wP////RD1cb////1xFhpQ8PjRP////TD+UD////1TFpZmOlDw+eD////9EPECf/////////
    ////////////////////////////////////////////////////////////////////////////////////////////
    ////////////////////////////////////////////////////////////////////////////////////////////
    ///////////////////////////////////////////////////////////////////////////////////////////H
    UGNqZ2Rh7AAAAK9oZWJpZmNqZ2RhCgD/tA/JAf+3D5UD/7oPzAFAD64F/7QPGQJADwEG/70PnQn/uw/vA///Cg+CDf+4
    D+UD//8KP2lmY2cR/7UP5QP//w0/amdkIwL//xIPCwb/sw9xEf+/D1kV//8GDxkC//8IDwEG/70BpQ8PjRP////TD+UD
    ////1Q8QJ///////////////////////////////////////////////////////////////////////////////////
    //////////////////////////////////////////8JUGViaWZjAAAAAA==`,
  zstd: `
    KLUv/QBYdAUAUGFoZWJpZmNqZ2SAx6jg9w7wld0S+AEG//8/f9jDHvawh73Ywx72sIc92Ic97GEPe9iLPexhD3uwh33Y
    wx72sIe92MMe9mAPe9iHPexhD3vYiz3swR72sId92MMe9rCHvdiDPexhD3vYhz3sYQ972BN72MMe9rCHfdjDHvawB3ux
    hz3sYQ972Ic97GEP9rAXe9jDHvawh33Ywx7sYQ97sYc97GEPexm791Rv712mAQAA`,
  lz4Checked: `
    BCJNGHxAoIYBAAAAAABfVAEAAK9haGViaWZjamdkCgD////OD+UD////1T9haGXKB////9ICqAsPrwv////PAuUDP2Nq
    Z54P////1i9haIMT////0wHUBwMHAA/vA////9EPVxv////XEWGlDw+NE////9MP5QP////VMWlmY6UPD54P////0Q8Q
    J///////////////////////////////////////////////////////////////////////////////////////////
    ////////////////////////////////////////////////////////////////////////////////////////////
    ////////////////////////////////////////////////////////////////////////////////////////////
    /////////8dQY2pnZGECUkej7AAAAK9oZWJpZmNqZ2RhCgD/tA/JAf+3D5UD/7oPzAFAD64F/7QPGQJADwEG/70PnQn/
    uw/vA///Cg+CDf+4D+UD//8KP2lmY2cR/7UP5QP//w0/amdkIwL//xIPCwb/sw9xEf+/D1kV//8GDxkC//8IDwEG/70B
    pQ8PjRP////TD+UD////1Q8QJ///////////////////////////////////////////////////////////////////
    //////////////////////////////////////////////////////////8JUGViaWZjPV3z/gAAAABnSp4C`,
} as const;
