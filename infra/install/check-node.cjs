// Says in one line what is wrong with the Node of this machine, before something obscure does.
// Run by `npm ci` (script "preinstall"), possibly by the very Node that is too old: hence plain
// old JavaScript. The program itself runs on the Node that comes through npm where there is one
// (docs/decisions/node-through-npm.md); elsewhere on the machine's own, which must be 24.

'use strict';

var installer = /node\/v(\d+)\.(\d+)/.exec(process.env.npm_config_user_agent || '');
var complaint = complain(installer, process.versions.node, process.platform + '-' + process.arch);
if (complaint !== undefined) {
  console.error('molecatcher: ' + complaint);
  process.exitCode = 1;
}

function complain(machine, own, platform) {
  if (machine !== null && older(Number(machine[1]), Number(machine[2]), 20, 19)) {
    return (
      'npm runs on Node ' +
      machine[1] +
      '.' +
      machine[2] +
      ' here, and 20.19 or newer is needed to install' +
      ' (Node 24 itself comes along). Get one from nodejs.org, then run npm ci again.'
    );
  }
  if (comes(platform)) return undefined;
  var parts = own.split('.').map(Number);
  if (!older(parts[0], parts[1], 24, 0)) return undefined;
  return (
    'no Node comes through npm for ' +
    platform +
    ', and the one of this machine is ' +
    own +
    '.' +
    ' Get Node 24 from nodejs.org, then run npm ci again.'
  );
}

function older(major, minor, majorMin, minorMin) {
  return major < majorMin || (major === majorMin && minor < minorMin);
}

/** Whether package.json brings a Node for this platform. */
function comes(platform) {
  return 'node-' + platform in require('../../package.json').optionalDependencies;
}
