// SPDX-License-Identifier: MIT
/*
 * wait_event() is a macro that takes the queue itself and applies & on its own; wake_up() is a function in macro's
 * clothes and takes the address. Mixing the two up is the mistake an old article made.
 */
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(my_event);
static int event_present;

void wait_for_event_wrong(void)
{
	/* waitq-expect no-wrong-queue-address */
	wait_event(&my_event, event_present == 1);
	event_present = 0;
}

void wait_for_event(void)
{
	wait_event(my_event, event_present == 1);
	event_present = 0;
}

void announce_event(void)
{
	event_present = 1;
	wake_up(&my_event);
}
