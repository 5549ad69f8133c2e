// SPDX-License-Identifier: MIT
/*
 * sleep_on() joins the queue after the caller has tested. The interrupt that comes between test and sleep_on()
 * wakes nobody, and the reader sleeps for ever. The kernel dropped the call in 3.15.
 */
#include <linux/interrupt.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(frame_wait);
static int frame_ready;

irqreturn_t frame_interrupt(int irq, void *device)
{
	WRITE_ONCE(frame_ready, 1);
	wake_up(&frame_wait);
	return IRQ_HANDLED;
}

void frame_read_wrong(void)
{
	while (!READ_ONCE(frame_ready)) {
		/* Here the interrupt is lost. */
		sleep_on(&frame_wait); /* waitq-expect no-sleep-on */
	}
	WRITE_ONCE(frame_ready, 0);
}

int frame_read_with_signals_wrong(void)
{
	if (!READ_ONCE(frame_ready))
		interruptible_sleep_on(&frame_wait); /* waitq-expect no-sleep-on */
	if (signal_pending(current))
		return -ERESTARTSYS;
	WRITE_ONCE(frame_ready, 0);
	return 0;
}

/* The same, registered before tested: nothing is lost. */
void frame_read(void)
{
	wait_event(frame_wait, READ_ONCE(frame_ready));
	WRITE_ONCE(frame_ready, 0);
}

int frame_read_with_signals(void)
{
	int err = wait_event_interruptible(frame_wait, READ_ONCE(frame_ready));

	if (err)
		return err;
	WRITE_ONCE(frame_ready, 0);
	return 0;
}
