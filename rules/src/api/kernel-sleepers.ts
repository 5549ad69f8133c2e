import type { ApiEntry, HandlerContext } from './entry.js';
import { entries } from './kernel-build.js';
import { frameworkEntries } from './kernel-frameworks.js';

const RUNS: Readonly<Record<HandlerContext, string>> = {
  interrupt: 'Names a handler that runs with interrupts off: it may not sleep.',
  softirq: 'Names a function that runs in a softirq or an interrupt: it may not sleep.',
  rcu: 'Names a function that runs in a softirq once a grace period is over: it may not sleep.',
  ipi: 'Runs a function on other processors with interrupts off: it may not sleep.',
};

/** Functions that sleep for reasons of their own, and those that say what will run where nothing may sleep. */
export const sleeperEntries: readonly ApiEntry[] = [
  ...works(),
  ...threadsAndInterrupts(),
  ...graceTimes(),
  ...userMemory(),
  ...devices(),
  ...registrations(),
  ...files(),
  ...allocations(),
  ...polls(),
  ...frameworkEntries,
  ...handlers(),
];

function sleeper(names: readonly string[], doc: string, flags?: number): readonly ApiEntry[] {
  const family = 'sched';
  return entries(names, 'may-sleep', family, doc, flags === undefined ? {} : { flags });
}

function works(): readonly ApiEntry[] {
  return [
    ...sleeper(
      ['cancel_work_sync', 'cancel_delayed_work_sync', 'flush_work', 'flush_delayed_work'],
      'Sleeps until the work item has run to its end.',
    ),
    ...sleeper(
      [
        'flush_workqueue',
        '__flush_workqueue',
        'drain_workqueue',
        'destroy_workqueue',
        'flush_scheduled_work',
      ],
      'Sleeps until the work items of the queue have run to their end.',
    ),
    ...sleeper(
      ['kthread_flush_work', 'kthread_flush_worker', 'kthread_cancel_work_sync', 'kthread_destroy_worker'],
      'Sleeps until a kernel thread has done its work.',
    ),
  ];
}

function threadsAndInterrupts(): readonly ApiEntry[] {
  return [
    ...sleeper(['kthread_stop', 'kthread_stop_put', 'kthread_park'], 'Sleeps until the kernel thread obeys.'),
    ...sleeper(['kthread_parkme'], 'Sleeps until the kernel thread is unparked.'),
    ...sleeper(
      ['kthread_create', 'kthread_run', 'kthread_create_on_node', 'kthread_create_worker'],
      'Sleeps until the thread is made.',
    ),
    ...sleeper(['free_irq', 'devm_free_irq'], 'Sleeps until the handlers of the interrupt have ended.'),
    ...entries(
      ['disable_irq'],
      'may-sleep',
      'sched',
      'Spins until the handlers of the interrupt have ended, and sleeps until its threads have.',
      { seldom: true },
    ),
    ...sleeper(['yield', 'cond_resched'], 'Gives up the processor to others.'),
    ...sleeper(['might_sleep'], 'States that the code around it may sleep.'),
  ];
}

function graceTimes(): readonly ApiEntry[] {
  return [
    ...sleeper(
      ['synchronize_rcu', 'synchronize_rcu_expedited', 'synchronize_net', 'synchronize_srcu', 'rcu_barrier'],
      'Sleeps until a grace period is over.',
    ),
    ...sleeper(
      ['napi_disable', 'netif_napi_del', 'tasklet_kill', 'unregister_netdev', 'register_netdev'],
      'Waits for others to let go of the object: may sleep.',
    ),
  ];
}

function userMemory(): readonly ApiEntry[] {
  return sleeper(
    ['copy_from_user', 'copy_to_user', 'memdup_user', 'memdup_user_nul', 'strndup_user', 'clear_user'],
    'Touches user memory, which may have to be read in first: may sleep.',
  );
}

function devices(): readonly ApiEntry[] {
  return [
    ...sleeper(
      ['usb_kill_urb', 'usb_poison_urb', 'usb_kill_anchored_urbs', 'usb_control_msg', 'usb_control_msg_send'],
      'Sleeps until the USB transfer has ended.',
    ),
    ...sleeper(
      ['usb_control_msg_recv', 'usb_bulk_msg', 'usb_interrupt_msg'],
      'Sleeps until the USB transfer has ended.',
    ),
    ...sleeper(
      ['usb_clear_halt', 'usb_set_interface', 'usb_reset_device', 'usb_string', 'usb_get_descriptor'],
      'Sleeps until the USB transfer has ended.',
    ),
    ...sleeper(
      ['i2c_transfer', 'i2c_master_send', 'i2c_master_recv', 'spi_sync', 'spi_write', 'spi_read'],
      'Sleeps until the bus has carried the message.',
    ),
    ...sleeper(
      ['spi_write_then_read', 'mdiobus_read', 'mdiobus_write', 'i2c_smbus_read_byte', 'i2c_smbus_write_byte'],
      'Sleeps until the bus has carried the message.',
    ),
    ...sleeper(
      ['phy_connect', 'phy_disconnect', 'phy_start', 'phy_stop'],
      'Takes the mutex of a network PHY: may sleep.',
    ),
    ...sleeper(
      ['byte_data', 'word_data'].flatMap((what) => [`i2c_smbus_read_${what}`, `i2c_smbus_write_${what}`]),
      'Sleeps until the bus has carried the message.',
    ),
    ...sleeper(
      ['clk_prepare', 'clk_unprepare', 'clk_prepare_enable', 'clk_disable_unprepare'],
      'Takes a mutex of the clock framework: may sleep.',
    ),
    ...sleeper(
      ['regulator_enable', 'regulator_disable', 'regulator_bulk_enable', 'regulator_bulk_disable'],
      'Takes a mutex of the regulator framework: may sleep.',
    ),
    ...sleeper(
      ['set', 'get'].flatMap((verb) => [`gpio_${verb}_value_cansleep`, `gpiod_${verb}_value_cansleep`]),
      'Reaches a line that may lie behind a slow bus: may sleep.',
    ),
    ...sleeper(['request_firmware', 'request_module', 'dput'], 'May go to the file system: may sleep.'),
  ];
}

function registrations(): readonly ApiEntry[] {
  const pairs = (...stems: string[]): readonly string[] =>
    stems.flatMap((stem) => [`${stem}_register`, `${stem}_unregister`]);
  return [
    ...sleeper(
      [...pairs('device', 'platform_device'), 'input_register_device', 'input_unregister_device'],
      'Adds a device to the tree or takes it out, under mutexes: may sleep.',
    ),
    ...sleeper(
      [
        'device_add',
        'device_del',
        'device_create',
        'device_destroy',
        'platform_device_add',
        'platform_device_del',
      ],
      'Adds a device to the tree or takes it out, under mutexes: may sleep.',
    ),
    ...sleeper(['misc_register', 'misc_deregister'], 'Takes a mutex: may sleep.'),
    ...sleeper(['kobject_uevent', 'kobject_uevent_env'], 'Allocates with GFP_KERNEL: may sleep.'),
    ...sleeper(
      ['kmem_cache_create', 'kmem_cache_destroy', 'dma_pool_create', 'dma_pool_destroy'],
      'Makes or drops a cache of objects under a mutex: may sleep.',
    ),
  ];
}

function files(): readonly ApiEntry[] {
  return [
    ...sleeper(['filp_open', 'kernel_read', 'kernel_write'], 'Goes to the file system: may sleep.'),
    ...sleeper(
      ['sock_create_kern', 'sock_release', 'kernel_sendmsg', 'kernel_recvmsg', 'kernel_connect'],
      'Takes the lock of a socket: may sleep.',
    ),
  ];
}

function allocations(): readonly ApiEntry[] {
  const allocator = (flags: number, ...names: string[]): readonly ApiEntry[] =>
    sleeper(names, 'Allocates; sleeps if its flags let it (GFP_KERNEL).', flags);
  return [
    ...allocator(0, 'kasprintf', '__get_free_page', '__get_free_pages', 'get_zeroed_page', 'alloc_page'),
    ...allocator(0, 'alloc_pages', 'radix_tree_preload', 'idr_preload', 'bio_kmalloc'),
    ...allocator(1, 'kmalloc', 'kzalloc', 'kvmalloc', 'kvzalloc', 'kstrdup', 'kmem_cache_alloc'),
    ...allocator(1, 'kmem_cache_zalloc', 'mempool_alloc', 'alloc_skb', 'skb_clone', 'skb_copy', 'nlmsg_new'),
    ...allocator(1, 'genlmsg_new', 'usb_alloc_urb', 'usb_submit_urb', 'krealloc_array', 'pskb_copy'),
    ...allocator(2, 'kcalloc', 'kmalloc_array', 'kvcalloc', 'kvmalloc_array', 'kmemdup', 'krealloc'),
    ...allocator(
      2,
      'kstrndup',
      'kmalloc_node',
      'kzalloc_node',
      'devm_kzalloc',
      'devm_kmalloc',
      'devm_kstrdup',
    ),
    ...allocator(2, 'dma_pool_alloc', 'dma_pool_zalloc', 'devm_kasprintf', '__netdev_alloc_skb'),
    ...allocator(3, 'devm_kcalloc', 'devm_kmalloc_array', 'devm_kmemdup', 'dma_alloc_coherent'),
    ...allocator(3, 'usb_alloc_coherent', 'pskb_expand_head', 'skb_copy_expand', 'xa_store'),
    ...allocator(4, 'idr_alloc', 'idr_alloc_cyclic', 'xa_alloc'),
    ...sleeper(
      ['vmalloc', 'vzalloc', 'vmalloc_user', 'alloc_workqueue', 'alloc_percpu'],
      "Works on the kernel's page tables or lists under a mutex: may sleep.",
    ),
  ];
}

/** linux/iopoll.h, regmap.h: the microseconds between two tries are at `pause`. */
function polls(): readonly ApiEntry[] {
  const doc = 'Reads until a condition holds, sleeping in between unless told 0 microseconds.';
  const poll = (pause: number, ...names: string[]): readonly ApiEntry[] =>
    entries(names, 'may-sleep', 'sched', doc, { pause });
  const widths = ['b', 'w', 'l', 'q'].flatMap((width) => [width, `${width}_relaxed`]);
  return [
    ...poll(3, 'read_poll_timeout', ...widths.map((width) => `read${width}_poll_timeout`)),
    ...poll(3, 'regmap_field_read_poll_timeout'),
    ...poll(4, 'readx_poll_timeout', 'regmap_read_poll_timeout', 'phy_read_poll_timeout'),
  ];
}

/** Where the `names` put their argument number `arg`. A thread function (`request_threaded_irq`) may sleep. */
function handler(context: HandlerContext, arg: number, names: readonly string[]): readonly ApiEntry[] {
  return entries(names, 'set-handler', 'sched', RUNS[context], { handler: { arg, context } });
}

function handlers(): readonly ApiEntry[] {
  return [
    ...handler('interrupt', 1, ['request_irq', 'request_threaded_irq', 'request_percpu_irq']),
    ...handler('interrupt', 1, ['hrtimer_setup', 'hrtimer_setup_on_stack', 'init_irq_work']),
    ...handler('interrupt', 2, ['devm_request_irq', 'devm_request_threaded_irq', 'pci_request_irq']),
    ...handler('softirq', 1, ['timer_setup', 'timer_setup_on_stack', 'DEFINE_TIMER', 'setup_timer']),
    ...handler('softirq', 1, [
      'tasklet_setup',
      'tasklet_init',
      'DECLARE_TASKLET',
      'DECLARE_TASKLET_DISABLED',
    ]),
    ...handler('softirq', 1, ['DECLARE_TASKLET_OLD', 'DECLARE_TASKLET_DISABLED_OLD', 'open_softirq']),
    ...handler('softirq', 2, ['netif_napi_add', 'netif_napi_add_weight', 'netif_napi_add_tx']),
    ...handler('softirq', 5, ['usb_fill_bulk_urb', 'usb_fill_int_urb']),
    ...handler('softirq', 6, ['usb_fill_control_urb']),
    ...handler('rcu', 1, ['call_rcu', 'call_rcu_hurry', 'call_rcu_bh', 'call_rcu_sched']),
    ...handler('ipi', 0, ['smp_call_function', 'on_each_cpu']),
    ...handler('ipi', 1, ['smp_call_function_single', 'smp_call_function_many', 'on_each_cpu_mask']),
  ];
}
