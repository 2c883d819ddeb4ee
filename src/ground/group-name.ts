import type { MessageGroup } from '../model.ts';

/** A unique name for a group of messages of one robot: equal groups have equal names. It is never parsed. */
export function groupName(group: MessageGroup): string {
  switch (group.kind) {
    case 'edition':
      return `edition ${group.editionId}`;
    case 'reminder':
      return `reminder ${group.id} ${group.slot}`;
    case 'report':
      return `report ${group.slot}`;
    case 'alert':
    case 'by-hand':
      return `${group.kind} ${group.id}`;
  }
}
