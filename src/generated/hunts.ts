// Made by `npm run gen` from src/hunts/*.sql. DO NOT EDIT.

export const huntFiles: readonly { readonly id: string; readonly text: string }[] = [
];
