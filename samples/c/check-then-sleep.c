// SPDX-License-Identifier: MIT
/*
 * The test comes before the task is registered: a wake-up between the two finds a running task and does nothing,
 * and then the task goes to sleep without looking again.
 */
#include <linux/kthread.h>
#include <linux/wait.h>

struct mailbox {
	wait_queue_head_t wait;
	struct task_struct *reader;
	bool full;
};

void mailbox_wait_wrong(struct mailbox *box)
{
	DEFINE_WAIT(wait);

	while (!READ_ONCE(box->full)) {
		prepare_to_wait(&box->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* waitq-expect no-check-then-sleep */
		finish_wait(&box->wait, &wait);
	}
}

int mailbox_reader_wrong(void *data)
{
	struct mailbox *box = data;

	while (!kthread_should_stop()) {
		if (!READ_ONCE(box->full)) {
			set_current_state(TASK_INTERRUPTIBLE);
			schedule(); /* waitq-expect no-check-then-sleep */
		}
		WRITE_ONCE(box->full, false);
	}
	return 0;
}

/* Register, then test, then sleep. */
void mailbox_wait(struct mailbox *box)
{
	DEFINE_WAIT(wait);

	for (;;) {
		prepare_to_wait(&box->wait, &wait, TASK_UNINTERRUPTIBLE);
		if (READ_ONCE(box->full))
			break;
		schedule();
	}
	finish_wait(&box->wait, &wait);
}

int mailbox_reader(void *data)
{
	struct mailbox *box = data;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		if (!READ_ONCE(box->full))
			schedule();
		__set_current_state(TASK_RUNNING);
		WRITE_ONCE(box->full, false);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

void mailbox_put(struct mailbox *box)
{
	WRITE_ONCE(box->full, true);
	wake_up(&box->wait);
	wake_up_process(box->reader);
}
