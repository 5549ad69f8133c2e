// SPDX-License-Identifier: MIT
/*
 * A way out of the wait that does not leave the queue: the entry lives on this function's stack, so the next wake-up
 * writes into a frame that is gone, and the task goes on in the sleeping state.
 */
#include <linux/sched/signal.h>
#include <linux/wait.h>

struct pump {
	wait_queue_head_t wait;
	int pressure;
	bool broken;
};

int pump_wait_wrong(struct pump *pump, int pressure)
{
	DEFINE_WAIT(wait);

	for (;;) {
		/* waitq-expect require-finish-wait */
		prepare_to_wait(&pump->wait, &wait, TASK_INTERRUPTIBLE);
		if (READ_ONCE(pump->pressure) >= pressure)
			break;
		if (READ_ONCE(pump->broken))
			return -EIO; /* the entry stays on the queue */
		if (signal_pending(current)) {
			finish_wait(&pump->wait, &wait);
			return -ERESTARTSYS;
		}
		schedule();
	}
	finish_wait(&pump->wait, &wait);
	return 0;
}

/* One way out, and every path takes it. */
int pump_wait(struct pump *pump, int pressure)
{
	DEFINE_WAIT(wait);
	int err = 0;

	for (;;) {
		prepare_to_wait(&pump->wait, &wait, TASK_INTERRUPTIBLE);
		if (READ_ONCE(pump->pressure) >= pressure)
			break;
		if (READ_ONCE(pump->broken)) {
			err = -EIO;
			break;
		}
		if (signal_pending(current)) {
			err = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	finish_wait(&pump->wait, &wait);
	return err;
}

void pump_set_pressure(struct pump *pump, int pressure)
{
	WRITE_ONCE(pump->pressure, pressure);
	wake_up_interruptible(&pump->wait);
}
