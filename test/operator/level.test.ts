import { expect, test } from 'vitest';
import { levelOf } from '../../src/operator/level.ts';

const arrived = { lacking: false, unsure: false, held: false, thin: false };

test.each([
  ['green', true, {}, arrived],
  ['green while only an event of the past stands', true, { 'missed:digest:daily': true }, arrived],
  ['amber while an alert stands that has not ended', true, { 'missed:x': true, disk: false }, arrived],
  ['amber while nobody knows whether an edition arrived', true, {}, { ...arrived, unsure: true }],
  ['amber while a person holds an edition over its hour', true, {}, { ...arrived, held: true }],
  ['amber while so many feeds are unread that the next edition is thinner', true, {}, { ...arrived, thin: true }],
  ['red while a robot refuses', true, { 'robot-refused:WECOM_WEBHOOK_URL': false }, arrived],
  ['red while a group lacks an edition', true, {}, { ...arrived, lacking: true }],
  ['red when no worker is at work, whatever stands', false, { disk: false }, arrived],
] as const)('the status light is %s', (name, isHealthy, alerts, arrivals) => {
  const standing = new Map(Object.entries(alerts).map(([subject, event]) => [subject, { event }]));
  expect(levelOf(isHealthy, standing, arrivals)).toBe(name.split(' ')[0]);
});
