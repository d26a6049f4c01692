// What a person can mend: Java is missing, a download failed, a port is taken. Its message is one
// line that says what to do, and the command prints it without a stack. Thrown by everything in
// this folder; anything else that is thrown here is a bug.

export class KafkaTrouble extends Error {
  override readonly name = 'KafkaTrouble';
}
