/**
 * @peculiar/x509 refuses to load without the Reflect metadata API. Its decorators only ask for metadata,
 * and none of the classes used here has any, so "there is none" is a complete answer.
 * Must be imported before the library.
 */
const none = (): undefined => undefined;

Object.assign(Reflect, { getMetadata: none, getOwnMetadata: none, defineMetadata: none });
